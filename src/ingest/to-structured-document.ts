import type { ChunkingStrategy, ParsedFile, StructuredDocument } from './structured-document.ts';

/** What the client sent beside the file (reference corpora §4.1). */
export interface UploadFields {
  /** The full file name. */
  id: string;
  metadata?: Record<string, unknown>;
  chunking_strategy?: ChunkingStrategy;
}

export interface UploadedDocument extends StructuredDocument {
  id: string;
  type: 'structured';
  metadata: Record<string, unknown>;
}

/**
 * A parsed file as the body that `POST …/documents` takes, so that one path indexes both. `metadata` are the properties
 * of the file under those of the client (reference corpora §4.4). `sections` is empty for a file without text, such as
 * a scan, which a body may not be.
 */
export const toStructuredDocument = (parsed: ParsedFile, upload: UploadFields): UploadedDocument => ({
  id: upload.id,
  type: 'structured',
  ...(parsed.title && { title: parsed.title }),
  metadata: { ...parsed.metadata, ...upload.metadata },
  sections: parsed.sections,
  ...(upload.chunking_strategy && { chunking_strategy: upload.chunking_strategy }),
});
