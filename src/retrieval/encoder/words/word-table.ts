// The encoder's asset: word vectors found by a hash of the word. The words themselves are not in it.
//
// All numbers little-endian. Header of eight uint32: magic, version, dimensions, rows, bits of the bucket index, 3 × 0.
// Then bucket starts (uint32, 2^bits + 1), hashes (uint32 a row, rising), scales (float32 a row), rows (int8). The value
// of dimension d of row r is `rows[r * dimensions + d] * scales[r]`; common words have small scales.

export const TABLE_MAGIC = 0x54435645; // "EVCT"
export const TABLE_VERSION = 1;
export const HEADER_WORDS = 8;

export const HASH_START = 0x811c9dc5;

/** One step of the word hash (FNV-1a over UTF-16 code units). */
export function hashStep(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** Finishes a hash (the finaliser of MurmurHash3), so that all 32 bits depend on all units. */
export function hashEnd(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Hash of a whole word, already folded. */
export function hashWord(word: string): number {
  let hash = HASH_START;
  for (let i = 0; i < word.length; i++) hash = hashStep(hash, word.charCodeAt(i));
  return hashEnd(hash);
}

export interface WordTable {
  readonly dimensions: number;
  readonly rows: number;
  readonly values: Int8Array;
  readonly scales: Float32Array;
  /** Row of the word with this hash, or -1. */
  find(hash: number): number;
}

/** Opens the asset's bytes without copying them. Throws when they are not an encoder table of this version. */
export function openWordTable(bytes: Uint8Array): WordTable {
  // Views need alignment to four bytes; a Buffer from a pool may lack it.
  const start = bytes.byteOffset % 4 === 0 ? bytes.byteOffset : -1;
  const buffer = start < 0 ? new Uint8Array(bytes).buffer : bytes.buffer;
  let offset = Math.max(0, start);
  if (bytes.length < HEADER_WORDS * 4) throw new Error('the encoder table is cut short');
  const header = new Uint32Array(buffer, offset, HEADER_WORDS);
  const [magic, version, dimensions, rows, bits] = header as unknown as [number, number, number, number, number];
  if (magic !== TABLE_MAGIC || version !== TABLE_VERSION) throw new Error('this is not an encoder table of version 1');
  const buckets = 2 ** bits + 1;
  if (bytes.length !== (HEADER_WORDS + buckets + 2 * rows) * 4 + rows * dimensions) {
    throw new Error('the encoder table is cut short');
  }
  offset += HEADER_WORDS * 4;
  const starts = new Uint32Array(buffer, offset, buckets);
  const hashes = new Uint32Array(buffer, offset + buckets * 4, rows);
  const scales = new Float32Array(buffer, offset + (buckets + rows) * 4, rows);
  const values = new Int8Array(buffer, offset + (buckets + 2 * rows) * 4, rows * dimensions);
  const shift = 32 - bits;
  return {
    dimensions,
    rows,
    values,
    scales,
    find(hash) {
      const bucket = hash >>> shift;
      const end = starts[bucket + 1]!;
      for (let row = starts[bucket]!; row < end; row++) if (hashes[row] === hash) return row;
      return -1;
    },
  };
}
