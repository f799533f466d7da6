/** The citations of an answer, found in its text. Nothing of it is ever markup: a mark is text that names sources. */
import type { GenerationParameters, SearchResult } from '../api/types.ts';

export interface CitationMark {
  /** What the reader sees. */
  text: string;
  /** Where it leads on the wire; empty where the style has no links. */
  url: string;
  /** Numbers of sources, from 1. Several where they are cited alike. */
  sources: number[];
}

export type AnswerPiece = string | CitationMark;
type Citations = NonNullable<GenerationParameters['citations']>;
type FindMarks = (text: string) => AnswerPiece[];

/** Makes what finds the citations of these sources in a text, as the request asked for them to be written. */
export function citationFinder(
  { style = 'numeric', ...patterns }: Citations,
  results: readonly SearchResult[],
): FindMarks {
  if (style === 'none' || results.length === 0) return (text) => [text];
  return style === 'numeric' ? findNumbers(results.length) : findLinks(style, patterns, results);
}

const NUMBERS = /\[([1-9]\d*(?: *, *[1-9]\d*)*)\]/g;

const findNumbers = (most: number): FindMarks =>
  splitter(NUMBERS, (written) => {
    const numbers = written.slice(1, -1).split(',').map(Number);
    return numbers.map((number) =>
      number <= most ? { text: String(number), url: '', sources: [number] } : `[${number}]`,
    );
  });

/** Each source is written out as it is cited, and then looked for: what a model made up itself is no citation. */
function findLinks(style: 'html' | 'markdown', patterns: Citations, results: readonly SearchResult[]): FindMarks {
  const marks = new Map<string, CitationMark>();
  for (const [index, result] of results.entries()) {
    const number = index + 1;
    const filled = (protect: Protect) => ({
      text: fillPattern(patterns.text_pattern ?? '', result, protect) || String(number),
      url: fillPattern(patterns.url_pattern ?? '', result, protect),
    });
    const { text, url } = filled(style === 'html' ? escapeForHtml : asItIs);
    const written = style === 'html' ? `<a href="${url}">${text}</a>` : `[${text}](${url})`;
    const sources = [...(marks.get(written)?.sources ?? []), number];
    marks.set(written, { ...filled(asItIs), sources });
  }
  const longestFirst = [...marks.keys()].sort((a, b) => b.length - a.length);
  return splitter(new RegExp(longestFirst.map(escapeForPattern).join('|'), 'g'), (written) => [marks.get(written)!]);
}

/** A text cut at what the pattern finds. */
const splitter =
  (pattern: RegExp, read: (written: string) => AnswerPiece[]): FindMarks =>
  (text) => {
    const pieces: AnswerPiece[] = [];
    let end = 0;
    for (const { 0: written, index } of text.matchAll(pattern)) {
      if (index > end) pieces.push(text.slice(end, index));
      pieces.push(...read(written));
      end = index + written.length;
    }
    if (end < text.length) pieces.push(text.slice(end));
    return pieces;
  };

type Protect = (text: string) => string;
const asItIs: Protect = (text) => text;
const escapeForHtml: Protect = (text) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const escapeForPattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const PLACEHOLDER = /\{(doc|part)\.([^{}]+)\}/g;

function fillPattern(pattern: string, result: SearchResult, protect: Protect): string {
  return pattern.replace(PLACEHOLDER, (_, level: string, key: string) => {
    if (level === 'doc' && key === 'id') return protect(result.document_id);
    const metadata = level === 'doc' ? result.document_metadata : result.part_metadata;
    return protect(Object.hasOwn(metadata, key) ? printed(metadata[key]) : '');
  });
}

function printed(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
