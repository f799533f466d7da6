// Exact nearest neighbours by cosine over int8 vectors: every row is compared, in WebAssembly SIMD. Rows lie densely in
// blocks; removing one moves the last into its place, so deletions cost the scan nothing.
import { OrdinalSlots } from './ordinal-slots.ts';
import { ROW_ALIGNMENT } from './scan-kernel.ts';
import { TopK } from './top-k.ts';
import { BLOCK_BYTES, CANDIDATES_ADDRESS, QUERY_ADDRESS, VectorMemory } from './vector-memory.ts';

/** Best first: cosines in -1…1, falling; equal cosines by rising ordinal. */
export interface ScanResult {
  ordinals: number[];
  scores: number[];
}

export interface VectorIndex {
  readonly dimensions: number;
  /** Number of vectors. */
  readonly size: number;
  /** Adds the vector of a part, or replaces it. Throws RangeError (wrong length, bad ordinal), `VectorMemoryFull`. */
  add(ordinal: number, vector: Int8Array): void;
  /** Whether the part was there. */
  remove(ordinal: number): boolean;
  /**
   * The `k` parts nearest to `query`, out of those whose bit in `allowed` is set (bit `n & 7` of byte `n >> 3` for
   * ordinal n; beyond the end: not allowed), or of all. Fewer when there are fewer.
   */
  scan(query: Int8Array, k: number, allowed?: Uint8Array): ScanResult;
  /** Cosine of one part, the very number `scan` gives; undefined when the part is not there. */
  scoreOf(ordinal: number, query: Int8Array): number | undefined;
  /** Bytes held in the vector memory. */
  readonly usedBytes: number;
  /** Gives all memory back. The index is empty afterwards and may be filled again. */
  release(): void;
}

const LARGEST_ORDINAL = 2 ** 32 - 2;
const LARGEST_DIMENSIONS = CANDIDATES_ADDRESS / 2;
const ROW_EXTRAS = 12; // inverse norm (float32), squared norm (uint32), ordinal (uint32)

/** Below one row in this many, reading only the allowed rows beats reading all in order. */
const FEW = 16;

function countBits(bitmap: Uint8Array): number {
  let bits = 0;
  for (let i = 0; i < bitmap.length; i++) {
    let byte = bitmap[i]!;
    byte -= (byte >> 1) & 0x55;
    byte = (byte & 0x33) + ((byte >> 2) & 0x33);
    bits += (byte + (byte >> 4)) & 0x0f;
  }
  return bits;
}

function squaredNorm(vector: Int8Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return sum;
}

/** Exact up to one rounding: dot products and squared norms are integers below 2^53, and so is their product. */
function cosineOf(dot: number, normA: number, normB: number): number {
  return normA === 0 || normB === 0 ? 0 : dot / Math.sqrt(normA * normB);
}

/** Cosine of two int8 vectors of one length; 0 when either is all zeros. The number `scan` gives for the same pair. */
export function cosine(a: Int8Array, b: Int8Array): number {
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += a[i]! * b[i]!;
  return cosineOf(dot, squaredNorm(a), squaredNorm(b));
}

class BlockedVectorIndex implements VectorIndex {
  readonly dimensions: number;
  size = 0;
  readonly #memory: VectorMemory;
  readonly #width: number;
  readonly #rowsPerBlock: number;
  readonly #blocks: number[] = [];
  readonly #slots = new OrdinalSlots();

  constructor(dimensions: number, memory: VectorMemory) {
    if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > LARGEST_DIMENSIONS) {
      throw new RangeError(`dimensions must be an integer from 1 to ${LARGEST_DIMENSIONS}`);
    }
    this.dimensions = dimensions;
    this.#memory = memory;
    this.#width = Math.ceil(dimensions / ROW_ALIGNMENT) * ROW_ALIGNMENT;
    this.#rowsPerBlock = Math.floor(BLOCK_BYTES / (this.#width + ROW_EXTRAS));
  }

  get usedBytes(): number {
    return this.#blocks.length * BLOCK_BYTES;
  }

  add(ordinal: number, vector: Int8Array): void {
    if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal > LARGEST_ORDINAL) {
      throw new RangeError('ordinal must be an integer from 0 to 2^32 - 2');
    }
    this.#checkLength(vector);
    let slot = this.#slots.get(ordinal);
    if (slot < 0) {
      slot = this.size;
      if (slot === this.#blocks.length * this.#rowsPerBlock) this.#blocks.push(this.#memory.takeBlock());
      this.size++;
      this.#slots.set(ordinal, slot);
    }
    const { row, inverse, norm, owner } = this.#addresses(slot);
    const { bytes, view } = this.#memory;
    bytes.set(new Uint8Array(vector.buffer, vector.byteOffset, vector.length), row);
    bytes.fill(0, row + this.dimensions, row + this.#width);
    const squared = squaredNorm(vector);
    view.setFloat32(inverse, squared === 0 ? 0 : 1 / Math.sqrt(squared), true);
    view.setUint32(norm, squared, true);
    view.setUint32(owner, ordinal, true);
  }

  remove(ordinal: number): boolean {
    const slot = this.#slots.get(ordinal);
    if (slot < 0) return false;
    this.#slots.set(ordinal, -1);
    const last = this.#addresses(--this.size);
    if (slot !== this.size) {
      const hole = this.#addresses(slot);
      const { bytes } = this.#memory;
      bytes.copyWithin(hole.row, last.row, last.row + this.#width);
      for (const field of ['inverse', 'norm', 'owner'] as const) {
        bytes.copyWithin(hole[field], last[field], last[field] + 4);
      }
      this.#slots.set(this.#memory.view.getUint32(hole.owner, true), slot);
    }
    if (this.size === (this.#blocks.length - 1) * this.#rowsPerBlock) this.#memory.giveBlock(this.#blocks.pop()!);
    return true;
  }

  scan(query: Int8Array, k: number, allowed?: Uint8Array): ScanResult {
    const squared = this.#placeQuery(query);
    const top = new TopK(Math.max(0, Math.min(k, this.size)));
    if (k < 1 || this.size === 0) return top.take();
    const bitmap = allowed ? this.#memory.placeBitmap(allowed) : 0;
    const { scan, view } = this.#memory;
    const filterFirst = allowed && countBits(allowed) < this.size / FEW ? 1 : 0;
    for (let block = 0; block * this.#rowsPerBlock < this.size; block++) {
      const first = this.#addresses(block * this.#rowsPerBlock);
      const count = Math.min(this.#rowsPerBlock, this.size - block * this.#rowsPerBlock);
      // The sieve works in float32: a little below the threshold, so that it never drops a row that belongs.
      const lowest = top.threshold;
      const sieve = (lowest - Math.abs(lowest) * 1e-5) * Math.sqrt(squared);
      const found = scan(
        first.row,
        count,
        this.#width,
        QUERY_ADDRESS,
        first.inverse,
        first.owner,
        bitmap,
        allowed ? allowed.length : -1,
        squared === 0 ? Number.NEGATIVE_INFINITY : sieve,
        CANDIDATES_ADDRESS,
        filterFirst,
      );
      for (let at = CANDIDATES_ADDRESS; at < CANDIDATES_ADDRESS + found * 8; at += 8) {
        const offset = view.getInt32(at, true) * 4;
        const norm = view.getUint32(first.norm + offset, true);
        top.offer(view.getUint32(first.owner + offset, true), cosineOf(view.getInt32(at + 4, true), norm, squared));
      }
    }
    return top.take();
  }

  scoreOf(ordinal: number, query: Int8Array): number | undefined {
    const slot = this.#slots.get(ordinal);
    if (slot < 0) return undefined;
    const { row, norm } = this.#addresses(slot);
    const { bytes, view } = this.#memory;
    this.#checkLength(query);
    let dot = 0;
    let squared = 0;
    for (let i = 0; i < query.length; i++) {
      const value = query[i]!;
      dot += value * ((bytes[row + i]! << 24) >> 24);
      squared += value * value;
    }
    return cosineOf(dot, view.getUint32(norm, true), squared);
  }

  release(): void {
    for (const block of this.#blocks) this.#memory.giveBlock(block);
    this.#blocks.length = 0;
    this.#slots.clear();
    this.size = 0;
  }

  #checkLength(vector: Int8Array): void {
    if (vector.length !== this.dimensions) {
      throw new RangeError(`a vector of ${this.dimensions} dimensions is expected, not ${vector.length}`);
    }
  }

  /** Writes the query as int16 into the scratch; answers its squared norm. */
  #placeQuery(query: Int8Array): number {
    this.#checkLength(query);
    const { bytes, view } = this.#memory;
    bytes.fill(0, QUERY_ADDRESS, QUERY_ADDRESS + this.#width * 2);
    for (let i = 0; i < query.length; i++) view.setInt16(QUERY_ADDRESS + i * 2, query[i]!, true);
    return squaredNorm(query);
  }

  /** A block holds its rows, then their inverse norms, squared norms and ordinals. */
  #addresses(slot: number): { row: number; inverse: number; norm: number; owner: number } {
    const block = this.#blocks[Math.floor(slot / this.#rowsPerBlock)]!;
    const inBlock = slot % this.#rowsPerBlock;
    const inverses = block + this.#rowsPerBlock * this.#width;
    const inverse = inverses + inBlock * 4;
    return {
      row: block + inBlock * this.#width,
      inverse,
      norm: inverse + this.#rowsPerBlock * 4,
      owner: inverse + this.#rowsPerBlock * 8,
    };
  }
}

/**
 * An empty index of `dimensions` (1 to 16,384) int8 values a vector, in `memory`, or in one of its own. Indexes that
 * share a memory share its bound, and must not be scanned from different threads.
 */
export function createVectorIndex(dimensions: number, memory: VectorMemory = new VectorMemory()): VectorIndex {
  return new BlockedVectorIndex(dimensions, memory);
}
