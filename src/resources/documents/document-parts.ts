import type { CreateDocumentRequest, DocumentPart, Section } from './documents-schema.ts';

/**
 * A document as the parts that are searched, in document order (reference corpora §3.2, §3.3): core parts as they are,
 * structured documents as title, description, then per section its title, its sentences, its sections.
 */
export function toDocumentParts(document: CreateDocumentRequest): DocumentPart[] {
  if (document.type === 'core')
    return document.document_parts.map((part) => ({ ...part, metadata: part.metadata ?? {} }));
  return [
    ...titlePart(document.title, 1),
    ...sentencesOf(document.description ?? '').map(({ text }) => ({ text, metadata: {} })),
    ...document.sections.flatMap((section) => sectionParts(section, 1)),
  ];
}

function sectionParts(section: Section, level: number): DocumentPart[] {
  const own = { ...section.metadata, ...(section.id === undefined ? {} : { id: section.id }) };
  return [
    ...titlePart(section.title, level + 1, own),
    ...sentencesOf(section.text).map(({ text, offset }) => ({ text, metadata: { offset, len: text.length, ...own } })),
    ...(section.sections ?? []).flatMap((child) => sectionParts(child, level + 1)),
  ];
}

const titlePart = (title: string | undefined, level: number, own: Record<string, unknown> = {}): DocumentPart[] =>
  title ? [{ text: title, metadata: { is_title: true, title_level: level, ...own } }] : [];

const SENTENCES = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Sentences without the white space around them; offsets in characters. */
function sentencesOf(text: string): { text: string; offset: number }[] {
  return [...SENTENCES.segment(text)]
    .map(({ segment, index }) => ({
      text: segment.trim(),
      offset: index + segment.length - segment.trimStart().length,
    }))
    .filter((sentence) => sentence.text !== '');
}
