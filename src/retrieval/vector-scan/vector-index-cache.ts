// The vector indexes of many corpora in one bounded memory: an index is filled from its truth on first use, and the one
// used longest ago is let go when a block is needed and none is left.
import { createVectorIndex, type VectorIndex } from './vector-index.ts';
import { VectorMemory } from './vector-memory.ts';

export interface VectorIndexCache<Key> {
  /**
   * The index of `key`, filled by `fill` unless it is held. Use it before the next call and do not keep it: it may be
   * emptied then. Throws `VectorMemoryFull` when this one alone does not fit, and whatever `fill` throws; nothing is
   * held afterwards.
   */
  open(key: Key, dimensions: number, fill: (index: VectorIndex) => void): VectorIndex;
  /**
   * The index of `key` if it is held: to keep it up to date without loading it. When an `add` to it throws
   * `VectorMemoryFull`, drop it: it lacks a part.
   */
  held(key: Key): VectorIndex | undefined;
  /** Lets the index of `key` go. */
  drop(key: Key): void;
  /** Bytes all indexes hold. */
  readonly usedBytes: number;
}

/** `maximumBytes`: bound of all indexes together; default 1 GiB (seven million vectors of 128 dimensions). */
export function createVectorIndexCache<Key>(maximumBytes?: number): VectorIndexCache<Key> {
  const memory = new VectorMemory(maximumBytes);
  /** Least recently used first. */
  const indexes = new Map<Key, VectorIndex>();
  let busy: VectorIndex | undefined;

  const use = (key: Key, index: VectorIndex): VectorIndex => {
    indexes.delete(key);
    indexes.set(key, index);
    busy = index;
    return index;
  };
  const drop = (key: Key) => {
    indexes.get(key)?.release();
    indexes.delete(key);
  };
  memory.makeRoom = () => {
    for (const [key, index] of indexes) {
      if (index === busy || index.size === 0) continue;
      drop(key);
      return true;
    }
    return false;
  };

  return {
    open(key, dimensions, fill) {
      const held = indexes.get(key);
      if (held) return use(key, held);
      const index = use(key, createVectorIndex(dimensions, memory));
      try {
        fill(index);
      } catch (error) {
        drop(key);
        throw error;
      }
      return index;
    },
    held(key) {
      const index = indexes.get(key);
      return index && use(key, index);
    },
    drop,
    get usedBytes() {
      return memory.usedBytes;
    },
  };
}
