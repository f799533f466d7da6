// Float word vectors → the bytes of the encoder's asset (format: src/retrieval/encoder/words/word-table.ts).
import { HEADER_WORDS, hashWord, TABLE_MAGIC, TABLE_VERSION } from '../../src/retrieval/encoder/words/word-table.ts';

const BUCKET_BITS = 16;

/**
 * `vectors`: `dimensions` floats a word, SIF weights included. Each row is quantised on its own scale. Of two words
 * with one hash the first, more frequent one stays.
 */
export function writeTable(words: readonly string[], vectors: Float32Array, dimensions: number): Buffer {
  const rowOfHash = new Map<number, number>();
  words.forEach((word, row) => {
    const hash = hashWord(word);
    if (!rowOfHash.has(hash)) rowOfHash.set(hash, row);
  });
  const hashes = [...rowOfHash.keys()].sort((a, b) => a - b);
  const buckets = 2 ** BUCKET_BITS + 1;
  const heads = HEADER_WORDS + buckets + 2 * hashes.length;
  const bytes = Buffer.alloc(heads * 4 + hashes.length * dimensions);
  [TABLE_MAGIC, TABLE_VERSION, dimensions, hashes.length, BUCKET_BITS].forEach((value, i) => {
    bytes.writeUInt32LE(value, i * 4);
  });
  const counts = new Uint32Array(buckets);
  for (const hash of hashes) counts[(hash >>> (32 - BUCKET_BITS)) + 1]!++;
  for (let i = 1; i < buckets; i++) counts[i]! += counts[i - 1]!;
  for (let i = 0; i < buckets; i++) bytes.writeUInt32LE(counts[i]!, (HEADER_WORDS + i) * 4);
  hashes.forEach((hash, at) => {
    const from = rowOfHash.get(hash)! * dimensions;
    let largest = 0;
    for (let d = 0; d < dimensions; d++) largest = Math.max(largest, Math.abs(vectors[from + d]!));
    const scale = Math.fround(largest / 127) || 1;
    bytes.writeUInt32LE(hash, (HEADER_WORDS + buckets + at) * 4);
    bytes.writeFloatLE(scale, (HEADER_WORDS + buckets + hashes.length + at) * 4);
    for (let d = 0; d < dimensions; d++) {
      bytes.writeInt8(Math.round(vectors[from + d]! / scale), heads * 4 + at * dimensions + d);
    }
  });
  return bytes;
}
