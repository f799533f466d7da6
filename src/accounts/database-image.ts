import type { Database } from 'better-sqlite3';

/** How the database is written: with a rollback journal, as memory needs it, or with a write-ahead log. */
const VERSIONS = 18;
const ROLLBACK = 1;
const WRITE_AHEAD = 2;

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/** Everything that is committed, to be opened in memory. */
export function imageOf(db: Database): Buffer {
  const image = db.serialize();
  image.fill(ROLLBACK, VERSIONS, VERSIONS + 2);
  return image;
}

/** A copy that is a file to be opened with a write-ahead log. */
export function imageForFile(image: Buffer): Buffer {
  const bytes = Buffer.from(image);
  bytes.fill(WRITE_AHEAD, VERSIONS, VERSIONS + 2);
  return bytes;
}

interface ImageHeader {
  dataVersion: number;
  applicationId: number;
  /** Bytes that a whole database of this header has. */
  bytes: number;
}

/** Undefined for what is no SQLite database. */
export function readHeader(image: Buffer): ImageHeader | undefined {
  if (image.length < HEADER_BYTES || image.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  const pageSize = image.readUInt16BE(16);
  return {
    dataVersion: image.readUInt32BE(60),
    applicationId: image.readUInt32BE(68),
    bytes: (pageSize === 1 ? 65_536 : pageSize) * image.readUInt32BE(28),
  };
}

export const setApplicationId = (image: Buffer, id: number): void => void image.writeUInt32BE(id, 68);
