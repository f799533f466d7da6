// One WebAssembly memory, handed out to the vector indexes of a process in blocks of 64 KiB. An index that is let go
// gives its blocks back; the memory never shrinks, and the blocks of indexes never pass its bound.
import { createKernel, type ScanKernel } from './scan-kernel.ts';

export const BLOCK_BYTES = 65536;
/** The first block is the scan's scratch: the query in its lower half, candidates in its upper half. */
const FIRST_BLOCK = 1;
export const QUERY_ADDRESS = 0;
export const CANDIDATES_ADDRESS = BLOCK_BYTES / 2;

/** A 32-bit memory, less room for the scratch block and the bitmap. */
const LARGEST_BOUND = 2 ** 32 - 2 ** 28;

/** Thrown by `add` when the memory has reached its bound; nothing was added. */
export class VectorMemoryFull extends Error {
  override name = 'VectorMemoryFull';
}

export class VectorMemory {
  readonly memory: WebAssembly.Memory;
  readonly maximumBytes: number;
  #bytes: Uint8Array;
  #view: DataView;
  #free: number[] = [];
  #blocks = FIRST_BLOCK;
  #scan: ScanKernel | undefined;
  #bitmapAt = 0;
  #bitmapBytes = 0;

  /** `maximumBytes`: bound of what indexes hold, below 4 GiB; default 1 GiB. Nothing is reserved before use. */
  constructor(maximumBytes = 2 ** 30) {
    this.maximumBytes = Math.min(maximumBytes, LARGEST_BOUND);
    this.memory = new WebAssembly.Memory({ initial: FIRST_BLOCK });
    this.#bytes = new Uint8Array(this.memory.buffer);
    this.#view = new DataView(this.memory.buffer);
  }

  /** The scan over this memory; compiled on first use. */
  get scan(): ScanKernel {
    this.#scan ??= createKernel(this.memory);
    return this.#scan;
  }

  /** Bytes in blocks that indexes hold now. */
  get usedBytes(): number {
    return (this.#blocks - FIRST_BLOCK - this.#free.length) * BLOCK_BYTES - this.#bitmapBytes;
  }

  /** The whole memory. Fetch it anew after anything that may grow it: growth detaches the old view. */
  get bytes(): Uint8Array {
    if (this.#bytes.buffer !== this.memory.buffer) this.#bytes = new Uint8Array(this.memory.buffer);
    return this.#bytes;
  }

  /** The same memory for numbers; always little-endian, as WebAssembly is. */
  get view(): DataView {
    if (this.#view.buffer !== this.memory.buffer) this.#view = new DataView(this.memory.buffer);
    return this.#view;
  }

  /** Takes `count` consecutive fresh blocks; answers the address of the first. */
  #grow(count: number): number {
    const missing = this.#blocks + count - this.memory.buffer.byteLength / BLOCK_BYTES;
    // A sixteenth more than needed, so that growth is rare.
    if (missing > 0) this.memory.grow(Math.max(missing, Math.min(this.#blocks >> 4, this.#room())));
    const address = this.#blocks * BLOCK_BYTES;
    this.#blocks += count;
    return address;
  }

  /** Blocks that may be added before the bound. */
  #room(): number {
    return Math.floor((this.maximumBytes - this.usedBytes) / BLOCK_BYTES);
  }

  /** Address of a block for the caller alone, contents undefined. Throws `VectorMemoryFull` at the bound. */
  takeBlock(): number {
    if (this.#room() < 1) throw new VectorMemoryFull(`vector memory is bounded to ${this.maximumBytes} bytes`);
    return this.#free.pop() ?? this.#grow(1);
  }

  giveBlock(address: number): void {
    this.#free.push(address);
  }

  /**
   * Copies a bitmap in for the scan to read; answers its address. One at a time: the next call overwrites it. Not part
   * of what is bounded: it takes a bit a part.
   */
  placeBitmap(bitmap: Uint8Array): number {
    if (bitmap.length > this.#bitmapBytes) {
      for (let at = 0; at < this.#bitmapBytes; at += BLOCK_BYTES) this.giveBlock(this.#bitmapAt + at);
      this.#bitmapBytes = 0;
      const blocks = Math.ceil((bitmap.length * 1.5) / BLOCK_BYTES);
      this.#bitmapAt = this.#grow(blocks);
      this.#bitmapBytes = blocks * BLOCK_BYTES;
    }
    this.bytes.set(bitmap, this.#bitmapAt);
    return this.#bitmapAt;
  }
}
