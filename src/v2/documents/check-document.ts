/**
 * What JSON Schema cannot say about a document (docs/behaviour/corpora.md, Filter attributes;
 * docs/behaviour/documents.md, Core documents to Custom dimensions).
 */
import { inTurns } from '../../basics/turns.ts';
import { type FieldErrors, invalidFields } from '../../errors.ts';
import { checkDeepSections, type Section } from '../../ingest/structured-document.ts';
import { checkMetadata } from '../../retrieval/corpus-index/index-writer.ts';
import type { FilterAttribute, FilterLevel } from '../../retrieval/filter/filter-attribute.ts';
import { type CorpusRecord, MAX_METADATA_BYTES } from '../corpora/corpus-record.ts';
import type { StoredPart } from './document-record.ts';
import type { CoreDocument, CreateDocumentRequest } from './documents-schema.ts';

/** What a corpus declares that documents must keep to. */
export interface DocumentRules {
  filterAttributes: readonly FilterAttribute[];
  customDimensions: readonly { name: string }[];
  maxMetadataBytes: number;
}

export const rulesOf = ({ filterAttributes, customDimensions }: CorpusRecord): DocumentRules => ({
  filterAttributes,
  customDimensions,
  maxMetadataBytes: MAX_METADATA_BYTES,
});

/** Throws 400 naming every field that breaks a rule. */
export function checkDocument(document: CreateDocumentRequest, rules: DocumentRules): void {
  const errors: FieldErrors = { ...metadataErrors(document.metadata ?? {}, rules, 'document', 'body.metadata') };
  if (document.type === 'core') Object.assign(errors, coreErrors(document, rules));
  else {
    Object.assign(errors, dimensionErrors(document.custom_dimensions, rules, 'body.custom_dimensions'));
    const deep = checkDeepSections(document.sections, 'body.sections');
    if (deep) errors[deep.path] = deep.rule;
    else Object.assign(errors, doubleImages(document.sections, 'body.sections'));
    const { type, max_chars_per_chunk } = document.chunking_strategy ?? {};
    if (type === 'max_chars_chunking_strategy' && max_chars_per_chunk === undefined) {
      errors['body.chunking_strategy.max_chars_per_chunk'] = 'is required.';
    }
  }
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
}

/** Throws 400 when parts made by the emulator carry metadata of a wrong type, from a section of the caller's. */
export const checkParts = (parts: readonly StoredPart[], rules: DocumentRules): Promise<void> =>
  inTurns(parts, ({ metadata }) => {
    const errors = metadataErrors(metadata, rules, 'part', 'body.sections.metadata');
    if (Object.keys(errors).length > 0) throw invalidFields(errors);
  });

/** Properties found in a file, but for those a corpus declares with another type: nobody chose their values. */
export function withoutMisfits(metadata: Record<string, unknown>, { filterAttributes }: DocumentRules) {
  const misfits = new Set(
    checkMetadata(metadata, { attributes: filterAttributes }, 'document').map(({ name }) => name),
  );
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !misfits.has(name)));
}

/** By field; empty when the metadata is fine. */
export function metadataErrors(
  metadata: Record<string, unknown>,
  rules: DocumentRules,
  level: FilterLevel,
  field: string,
): FieldErrors {
  const found = checkMetadata(metadata, { attributes: rules.filterAttributes }, level);
  const errors: FieldErrors = Object.fromEntries(found.map(({ name, message }) => [`${field}.${name}`, `${message}.`]));
  if (level === 'document' && JSON.stringify(metadata).length * 3 > rules.maxMetadataBytes) {
    const bytes = Buffer.byteLength(JSON.stringify(metadata));
    if (bytes > rules.maxMetadataBytes) errors[field] = `should have at most ${rules.maxMetadataBytes} bytes.`;
  }
  return errors;
}

function coreErrors({ tables = [], images = [], document_parts }: CoreDocument, rules: DocumentRules): FieldErrors {
  const errors: FieldErrors = {
    ...doubleIds(tables, 'body.tables'),
    ...doubleIds(images, 'body.images'),
  };
  const tableIds = new Set(tables.map(({ id }) => id));
  const imageIds = new Set(images.map(({ id }) => id));
  for (const [index, part] of document_parts.entries()) {
    const field = `body.document_parts[${index}]`;
    Object.assign(errors, metadataErrors(part.metadata ?? {}, rules, 'part', `${field}.metadata`));
    Object.assign(errors, dimensionErrors(part.custom_dimensions, rules, `${field}.custom_dimensions`));
    if (part.text === '' && part.image_id === undefined) {
      errors[`${field}.text`] = '"" should have at least 1 characters, unless the part has an image_id.';
    }
    if (part.table_id !== undefined && !tableIds.has(part.table_id)) {
      errors[`${field}.table_id`] = `"${part.table_id}" should be the id of one of the tables.`;
    }
    if (part.image_id !== undefined && !imageIds.has(part.image_id)) {
      errors[`${field}.image_id`] = `"${part.image_id}" should be the id of one of the images.`;
    }
  }
  return errors;
}

/** Ids of images are one namespace in a document, however deep the section is that has them. */
function doubleImages(sections: readonly Section[], field: string, seen = new Set<string>()): FieldErrors {
  const errors: FieldErrors = {};
  for (const [index, { images = [], sections: inner = [] }] of sections.entries()) {
    Object.assign(errors, doubleIds(images, `${field}[${index}].images`, seen));
    Object.assign(errors, doubleImages(inner, `${field}[${index}].sections`, seen));
  }
  return errors;
}

function doubleIds(items: readonly { id?: string }[], field: string, seen = new Set<string>()): FieldErrors {
  const errors: FieldErrors = {};
  for (const [index, { id }] of items.entries()) {
    if (id === undefined) continue;
    if (seen.has(id)) errors[`${field}[${index}].id`] = `"${id}" is the id of another one.`;
    seen.add(id);
  }
  return errors;
}

function dimensionErrors(
  given: object | null | undefined,
  { customDimensions }: DocumentRules,
  field: string,
): FieldErrors {
  const unknown = Object.keys(given ?? {}).filter((name) => !customDimensions.some((known) => known.name === name));
  return Object.fromEntries(unknown.map((name) => [`${field}.${name}`, 'is not a custom dimension of this corpus.']));
}
