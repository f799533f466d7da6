import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cosine, createVectorIndex, type VectorIndex } from '../../src/retrieval/vector-scan/vector-index.ts';
import { BLOCK_BYTES, VectorMemory, VectorMemoryFull } from '../../src/retrieval/vector-scan/vector-memory.ts';

/** The same numbers in every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 16;
  };
}

const randomVector = (next: () => number, dimensions: number) =>
  Int8Array.from({ length: dimensions }, () => (next() % 255) - 127);

const bitmapOf = (ordinals: Iterable<number>, bytes: number) => {
  const bitmap = new Uint8Array(bytes);
  for (const ordinal of ordinals) if (ordinal >> 3 < bytes) bitmap[ordinal >> 3]! |= 1 << (ordinal & 7);
  return bitmap;
};

function naiveScan(parts: ReadonlyMap<number, Int8Array>, query: Int8Array, k: number, allowed?: Uint8Array) {
  const permitted = (ordinal: number) =>
    allowed === undefined || ((allowed[ordinal >> 3] ?? 0) & (1 << (ordinal & 7))) !== 0;
  const scored = [...parts].filter(([ordinal]) => permitted(ordinal));
  const ranked = scored.map(([ordinal, vector]) => ({ ordinal, score: cosine(vector, query) }));
  ranked.sort((a, b) => b.score - a.score || a.ordinal - b.ordinal);
  const best = ranked.slice(0, k);
  return { ordinals: best.map((hit) => hit.ordinal), scores: best.map((hit) => hit.score) };
}

function filled(dimensions: number, parts: ReadonlyMap<number, Int8Array>, memory?: VectorMemory): VectorIndex {
  const index = createVectorIndex(dimensions, memory);
  for (const [ordinal, vector] of parts) index.add(ordinal, vector);
  return index;
}

describe('a scan', () => {
  const next = numbers(7);
  const parts = new Map(Array.from({ length: 3000 }, (_, i) => [i * 3, randomVector(next, 128)]));
  const index = filled(128, parts);

  test.each([1, 10, 100, 2999, 5000])('finds the very best %i of 3,000 parts in several blocks', (k) => {
    const query = randomVector(next, 128);
    expect(index.usedBytes).toBeGreaterThan(3 * BLOCK_BYTES);
    expect(index.scan(query, k)).toEqual(naiveScan(parts, query, k));
  });

  test.each([2, 5, 50, 1000])('honours a bitmap that allows one part in %i', (every) => {
    const allowed = bitmapOf(
      [...parts.keys()].filter((ordinal) => (ordinal / 3) % every === 1),
      1125,
    );
    const query = randomVector(next, 128);
    const found = index.scan(query, 40, allowed);
    expect(found).toEqual(naiveScan(parts, query, 40, allowed));
    expect(found.ordinals.length).toBeGreaterThan(0);
  });

  test('a bitmap that ends early allows nothing beyond its end', () => {
    const query = randomVector(next, 128);
    const allowed = new Uint8Array(20).fill(255);
    expect(Math.max(...index.scan(query, 1000, allowed).ordinals)).toBe(159);
    expect(index.scan(query, 1000, new Uint8Array(0)).ordinals).toEqual([]);
  });

  test('gives one part the score that the scan gives it', () => {
    const query = randomVector(next, 128);
    const { ordinals, scores } = index.scan(query, 20);
    expect(ordinals.map((ordinal) => index.scoreOf(ordinal, query))).toEqual(scores);
    expect(index.scoreOf(1, query)).toBeUndefined();
  });

  test('equal vectors come in the order of their ordinals, whatever order they were added in', () => {
    const same = randomVector(next, 40);
    const twins = filled(40, new Map([9, 4, 700_000, 2, 8].map((ordinal) => [ordinal, same])));
    const { ordinals, scores } = twins.scan(same, 3);
    expect(ordinals).toEqual([2, 4, 8]);
    expect(scores).toEqual([1, 1, 1]);
  });

  test('zero vectors and a zero query have cosine 0 with everything', () => {
    const some = filled(8, new Map([5, 6].map((ordinal, i) => [ordinal, new Int8Array(8).fill(i)])));
    expect(some.scan(new Int8Array(8).fill(-1), 5)).toEqual({ ordinals: [5, 6], scores: [0, -1] });
    expect(some.scan(new Int8Array(8), 5)).toEqual({ ordinals: [5, 6], scores: [0, 0] });
  });

  test('the extremes of int8 and the widest vectors do not overflow', () => {
    const low = new Int8Array(16_384).fill(-128);
    const wide = filled(16_384, new Map(Array.from({ length: 7 }, (_, i) => [i, low])));
    expect(wide.scan(low, 7).scores).toEqual(new Array(7).fill(1));
  });

  test('refuses vectors of another length, bad ordinals and bad dimensions', () => {
    expect(() => index.add(1, new Int8Array(127))).toThrow(RangeError);
    expect(() => index.scan(new Int8Array(129), 1)).toThrow(RangeError);
    expect(() => index.add(-1, new Int8Array(128))).toThrow(RangeError);
    expect(() => index.add(2 ** 32 - 1, new Int8Array(128))).toThrow(RangeError);
    expect(() => createVectorIndex(0)).toThrow(RangeError);
    expect(index.size).toBe(parts.size);
  });
});

describe('changes', () => {
  const dimensions = 20;
  const vector = fc.int8Array({ minLength: dimensions, maxLength: dimensions });
  // Few ordinals, so that parts are often replaced and removed; some far away, so that pages are.
  const ordinal = fc.oneof(fc.nat(60), fc.nat(60), fc.integer({ min: 2 ** 32 - 20, max: 2 ** 32 - 2 }));
  const change = fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), ordinal, vector }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), ordinal }) },
  );

  test('after any adds, updates and removals it agrees with a naive scan, and so does its neighbour', () => {
    const steps = fc.array(change, { maxLength: 120 });
    const bitmap = fc.option(fc.uint8Array({ maxLength: 9 }), { nil: undefined });
    fc.assert(
      fc.property(steps, steps, vector, fc.nat(30), bitmap, (one, two, query, k, allowed) => {
        const memory = new VectorMemory();
        const pairs = [one, two].map((changes) => ({
          changes,
          truth: new Map<number, Int8Array>(),
          index: createVectorIndex(dimensions, memory),
        }));
        for (let i = 0; i < Math.max(one.length, two.length); i++) {
          for (const { changes, truth, index } of pairs) {
            const step = changes[i];
            if (step?.kind === 'add') {
              truth.set(step.ordinal, step.vector);
              index.add(step.ordinal, step.vector);
            } else if (step) expect(index.remove(step.ordinal)).toBe(truth.delete(step.ordinal));
          }
        }
        for (const { truth, index } of pairs) {
          expect(index.size).toBe(truth.size);
          expect(index.scan(query, k, allowed)).toEqual(naiveScan(truth, query, k, allowed));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('removals across blocks give memory back, and what stays is found', () => {
    const next = numbers(3);
    const parts = new Map(Array.from({ length: 2000 }, (_, i) => [i, randomVector(next, 128)]));
    const index = filled(128, parts);
    const before = index.usedBytes;
    for (let i = 0; i < 2000; i++) {
      if (i % 4 === 0) continue;
      index.remove(i);
      parts.delete(i);
    }
    expect(index.usedBytes).toBeLessThan(before / 2);
    const query = randomVector(next, 128);
    expect(index.scan(query, 30)).toEqual(naiveScan(parts, query, 30));
    index.release();
    expect([index.size, index.usedBytes, index.scan(query, 5).ordinals.length]).toEqual([0, 0, 0]);
  });
});

describe('bounded memory', () => {
  const rows = Math.floor(BLOCK_BYTES / (128 + 12));
  const next = numbers(11);
  const some = (count: number) => Array.from({ length: count }, () => randomVector(next, 128));
  const fill = (vectors: Int8Array[]) => (index: VectorIndex) => {
    vectors.forEach((vector, ordinal) => {
      index.add(ordinal, vector);
    });
  };

  test('an add past the bound throws and changes nothing', () => {
    const index = createVectorIndex(128, new VectorMemory(2 * BLOCK_BYTES));
    fill(some(2 * rows))(index);
    expect(() => index.add(2 * rows, new Int8Array(128))).toThrow(VectorMemoryFull);
    expect(index.size).toBe(2 * rows);
    expect(index.scoreOf(2 * rows, new Int8Array(128))).toBeUndefined();
    expect(index.scan(randomVector(next, 128), 5, new Uint8Array(100_000).fill(255)).ordinals).toHaveLength(5);
    index.remove(0);
    index.add(2 * rows, new Int8Array(128));
    expect(index.size).toBe(2 * rows);
  });

  test('indexes that share a memory share its bound, and what one lets go another takes', () => {
    const memory = new VectorMemory(3 * BLOCK_BYTES);
    const [one, two] = [createVectorIndex(128, memory), createVectorIndex(128, memory)];
    fill(some(2 * rows))(one);
    fill(some(rows))(two);
    expect(() => two.add(rows, new Int8Array(128))).toThrow(VectorMemoryFull);
    one.release();
    const vectors = some(3 * rows);
    fill(vectors)(two);
    expect(memory.usedBytes).toBe(3 * BLOCK_BYTES);
    const query = randomVector(next, 128);
    expect(two.scan(query, 9)).toEqual(naiveScan(new Map(vectors.entries()), query, 9));
  });
});
