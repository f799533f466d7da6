/**
 * Texts outside of V8's heap, in memory that is used again. Thousands of entries that stay a while would be copied by young
 * collections, traced by old ones, and each would touch fresh memory.
 */
const SLAB_BYTES = 64 * 1024;
const MOST_BYTES_A_CHARACTER = 3;

interface Slab {
  buffer: Buffer;
  used: number;
  /** How many texts in it are still wanted. */
  texts: number;
}

interface SlabText {
  slab: Slab;
  start: number;
  end: number;
}

export type StoredText = string | SlabText;

export interface TextStore {
  store(text: string): StoredText;
  /** The text must not be read any more. */
  release(text: StoredText): void;
}

/** Texts that are stored one after another share slabs, so they should be released in about that order. */
export function createTextStore(): TextStore {
  const free: Slab[] = [];
  let current: Slab | undefined;
  let newest: { text: string; stored: SlabText } | undefined;
  return {
    store(text) {
      // Whoever asks the same again and again takes the memory and the time of one.
      if (text === newest?.text && newest.stored.slab.texts > 0) {
        newest.stored.slab.texts += 1;
        return newest.stored;
      }
      const most = text.length * MOST_BYTES_A_CHARACTER;
      if (most > SLAB_BYTES) return text;
      if (current === undefined || current.used + most > SLAB_BYTES) {
        if (current?.texts === 0) free.push(current);
        current = free.pop() ?? { buffer: Buffer.allocUnsafeSlow(SLAB_BYTES), used: 0, texts: 0 };
        current.used = 0;
      }
      const start = current.used;
      current.used += current.buffer.write(text, start);
      current.texts += 1;
      const stored = { slab: current, start, end: current.used };
      newest = { text, stored };
      return stored;
    },
    release(text) {
      if (typeof text === 'string') return;
      text.slab.texts -= 1;
      if (text.slab.texts === 0 && text.slab !== current) free.push(text.slab);
    },
  };
}

export const readText = (text: StoredText): string =>
  typeof text === 'string' ? text : text.slab.buffer.toString('utf8', text.start, text.end);

export const storedBytes = (text: StoredText | undefined): number => {
  if (text === undefined) return 0;
  return typeof text === 'string' ? text.length : text.end - text.start;
};
