import { type Account, seam } from '../../accounts/account.ts';
import { bodyTooLarge } from '../../errors.ts';
import { chunkDocument, tooManyParts } from '../../ingest/chunk-document.ts';
import { TooLarge } from '../../ingest/ingest-error.ts';
import type { DocumentPart as MadePart } from '../../ingest/structured-document.ts';
import type { StoredPart } from './document-record.ts';
import type {
  CoreDocument,
  CreateDocumentRequest,
  DocumentPart,
  Image,
  StructuredDocument,
  Table,
} from './documents-schema.ts';

/** How many parts a document may have. */
export const maxDocumentParts = seam<number>('limit of parts');

export interface DocumentContent {
  parts: StoredPart[];
  tables: Table[];
  images: Image[];
}

/**
 * A document as the parts that are searched, in document order, with its tables and images
 * (docs/behaviour/documents.md, Core documents and Structured documents).
 */
export const toContent = (account: Account, document: CreateDocumentRequest): Promise<DocumentContent> =>
  document.type === 'core' ? coreContent(account, document) : structuredContent(account, document);

async function coreContent(
  account: Account,
  { document_parts, tables = [], images = [] }: CoreDocument,
): Promise<DocumentContent> {
  const most = maxDocumentParts(account);
  if (document_parts.length > most) throw bodyTooLarge(tooManyParts(most).message);
  const parts = document_parts.map((part) => ({
    text: part.text,
    metadata: part.metadata ?? {},
    context: part.context,
    tableId: part.table_id,
    imageId: part.image_id,
    dimensions: part.custom_dimensions ?? undefined,
  }));
  return { parts, tables, images };
}

/** Sections become sentences or chunks; a part carries the metadata of §5. Throws 413 for what would grow past all bounds. */
export async function structuredContent(
  account: Account,
  document: Omit<StructuredDocument, 'id' | 'type'>,
): Promise<DocumentContent> {
  const { parts, tables, images } = await chunkDocument(document, maxDocumentParts(account)).catch((error: Error) => {
    throw error instanceof TooLarge ? bodyTooLarge(error.message) : error;
  });
  return { parts: parts.map(fromMade), tables, images };
}

const fromMade = (part: MadePart): StoredPart => ({
  text: part.text,
  metadata: part.metadata,
  section: part.section,
  tableId: part.table_id,
  imageId: part.image_id,
  dimensions: part.custom_dimensions,
});

/** A stored part as `getCorpusDocument` shows it (docs/behaviour/documents.md, Reading). */
export const toWirePart = (part: StoredPart): DocumentPart => ({
  text: part.text,
  metadata: part.metadata,
  table_id: part.tableId,
  image_id: part.imageId,
  context: part.context,
  custom_dimensions: part.dimensions,
});
