import { createHash } from 'node:crypto';
import { type Account, seam } from '../../../accounts/account.ts';
import { bodyTooLarge, invalidField, invalidFields, unsupportedMediaType } from '../../../errors.ts';
import { unkept } from '../../../http/json-body.ts';
import { dropNulls } from '../../../http/nulls.ts';
import type { FormFile } from '../../../http/operation.ts';
import { type JsonSchema, misfits } from '../../../http/validation.ts';
import { IngestError } from '../../../ingest/ingest-error.ts';
import type { FileParser } from '../../../ingest/parse-pool.ts';
import type { ParsedFile, Section } from '../../../ingest/structured-document.ts';
import { toStructuredDocument } from '../../../ingest/structured-document.ts';
import { corporaOf } from '../../corpora/corpora-repository.ts';
import { PLATFORM_TABLE_EXTRACTORS } from '../../table-extractors.ts';
import { checkDocument, rulesOf, withoutMisfits } from '../check-document.ts';
import { createDocument } from '../create-document.ts';
import { indexDocument } from '../document-indexer.ts';
import { shownMetadata } from '../document-record.ts';
import { CoreDocument, type CreateDocumentRequest, type Document, StructuredDocument } from '../documents-schema.ts';
import { hashRequest } from '../hash-request.ts';
import { structuredContent } from '../to-stored-document.ts';
import { planTableDescriptions } from './describe-tables.ts';
import type { UploadFileRequest } from './upload-schema.ts';

/** What reads files, off the main thread. */
export const fileParser = seam<Pick<FileParser, 'parse'>>('file parser');

export interface Upload {
  id: string;
  file: FormFile;
  fields: Omit<UploadFileRequest, 'file' | 'filename'>;
}

/** Refuse what can be refused, read the file, index what it says. The same upload again has the same answer. */
export async function uploadDocument(
  account: Account,
  corpusKey: string,
  { id, file, fields }: Upload,
  signal: AbortSignal,
): Promise<Document> {
  const { metadata, chunking_strategy, table_extraction_config: tables } = fields;

  const extractor = tables?.extractor?.name;
  if (extractor !== undefined && !PLATFORM_TABLE_EXTRACTORS.some(({ name }) => name === extractor)) {
    const known = PLATFORM_TABLE_EXTRACTORS.map(({ name }) => name).join(', ');
    throw invalidField(
      'body.table_extraction_config.extractor.name',
      `${JSON.stringify(extractor)} should be one of [${known}].`,
    );
  }
  const describeTables = tables?.generation && planTableDescriptions(account, tables.generation);

  const written = documentInFile(file, id);
  if (written) return indexWritten(account, corpusKey, written, fields, signal);

  const source = { bytes: file.bytes, name: id, contentType: file.contentType };
  const parsed = await fileParser(account)
    .parse(source, { extractTables: tables?.extract_tables ?? false })
    .catch(refuse);
  signal.throwIfAborted();
  const rules = rulesOf(corporaOf(account).getEnabled(corpusKey));
  const fitting = { ...parsed, metadata: withoutMisfits(parsed.metadata, rules) };
  const document = toStructuredDocument(fitting, { id, metadata, chunking_strategy });
  const { title } = document;
  checkDocument(document, rules);

  const toIndex = {
    id,
    title,
    metadata: document.metadata,
    requestHash: hashRequest({ id, file: createHash('sha256').update(file.bytes).digest('base64url'), ...fields }),
    content: async () => {
      const sections = describeTables ? await describeTables(document.sections, signal) : document.sections;
      return structuredContent(account, { ...document, sections });
    },
  };
  const indexed = await indexDocument(account, corpusKey, toIndex, signal);
  return { ...indexed, metadata: shownMetadata({ title, metadata: document.metadata }), ...extractionUsage(parsed) };
}

/**
 * A JSON file that holds a core or a structured document, with its type or with its id; undefined for any other file. The
 * name of the file stands for an id that is not there. Throws 400 for what could not be kept, and for what says of itself
 * that it is a document and is none.
 */
function documentInFile({ bytes, contentType }: FormFile, name: string): CreateDocumentRequest | undefined {
  if (!/\.json$/i.test(name) && !/^application\/json\b/i.test(contentType)) return undefined;
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object') return undefined;
  const given = value as Record<string, unknown> | null;
  const type = given?.document_parts !== undefined ? 'core' : given?.sections !== undefined ? 'structured' : undefined;
  const saysSo = type !== undefined && given?.type === type;
  if (type === undefined || !(saysSo || (given?.type == null && typeof given?.id === 'string'))) return undefined;
  const refusal = unkept(text, true, 'body.file');
  if (refusal) throw refusal;
  const schema = (type === 'core' ? CoreDocument : StructuredDocument) as object as JsonSchema;
  const document = dropNulls(schema, { ...given, type, id: given?.id ?? name });
  const errors = misfits(schema, document, 'body.file');
  if (Object.keys(errors).length === 0) return document as CreateDocumentRequest;
  if (saysSo) throw invalidFields(errors);
  return undefined;
}

/** Indexes the document that a file holds, under its own id, with the metadata of the form over its own. */
function indexWritten(
  account: Account,
  corpusKey: string,
  written: CreateDocumentRequest,
  { metadata, chunking_strategy }: Upload['fields'],
  signal: AbortSignal,
): Promise<Document> {
  const document = {
    ...written,
    metadata: { ...written.metadata, ...metadata },
    ...(written.type === 'structured' && chunking_strategy && { chunking_strategy }),
  };
  return createDocument(account, corpusKey, document, signal);
}

function refuse(error: unknown): never {
  if (!(error instanceof IngestError)) throw error;
  switch (error.kind) {
    case 'unsupported_media_type':
      throw unsupportedMediaType(error.message);
    case 'too_large':
      throw bodyTooLarge(error.message);
    case 'broken_file':
      throw invalidField('body.file', 'cannot be read.', error.message);
  }
}

/** The pages that tables were found on; a file without pages is one. */
function extractionUsage({ sections }: ParsedFile): Pick<Document, 'extraction_usage'> {
  const pages = new Set<unknown>();
  const visit = (section: Section) => {
    if (section.tables?.length) pages.add(section.metadata?.page);
    section.sections?.forEach(visit);
  };
  sections.forEach(visit);
  return pages.size > 0 ? { extraction_usage: { table_extraction_used: pages.size } } : {};
}
