import { inTurns } from '../../basics/turns.ts';
import type { Image, Table } from './documents-schema.ts';

export interface DocumentRecord {
  ordinal: number;
  id: string;
  title: string | undefined;
  metadata: Record<string, unknown>;
  /** Each with an id. */
  tables: Table[];
  firstPart: number;
  partCount: number;
  characters: number;
  metadataCharacters: number;
  requestHash: string;
  /** Milliseconds since 1970. */
  updatedAt: number;
}

export interface StoredPart {
  text: string;
  metadata: Record<string, unknown>;
  context?: string | undefined;
  tableId?: string | undefined;
  imageId?: string | undefined;
  dimensions?: Record<string, number> | undefined;
  /** Number of the section it belongs to, from 1; absent in core documents. */
  section?: number | undefined;
}

export interface NewDocument {
  id: string;
  title?: string | undefined;
  metadata: Record<string, unknown>;
  tables: Table[];
  images: Image[];
  parts: StoredPart[];
  /** From hashRequest: tells a repeated request from a different one. */
  requestHash: string;
  /** One int8 vector for each part, one after another. */
  vectors: Int8Array;
}

/**
 * A structured document's title shows up among its metadata unless the caller has one there
 * (docs/behaviour/documents.md, Creation).
 */
export const shownMetadata = ({ title, metadata }: Pick<DocumentRecord, 'title' | 'metadata'>) => ({
  ...(title === undefined ? {} : { title }),
  ...metadata,
});

/** Bytes of text, and of compact JSON of all metadata (docs/behaviour/documents.md, Creation). */
export async function storageUsage(metadata: Record<string, unknown>, parts: readonly StoredPart[]) {
  const used = { bytes_used: 0, metadata_bytes_used: JSON.stringify(metadata).length };
  await inTurns(parts, (part) => {
    used.bytes_used += Buffer.byteLength(part.text);
    used.metadata_bytes_used += JSON.stringify(part.metadata).length;
  });
  return used;
}
