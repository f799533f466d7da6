// Times the vector scan: `node bench/retrieval/scan-bench.ts [largest count]`. Prints p50 and p95 in milliseconds.
import { createVectorIndex } from '../../src/retrieval/vector-scan/vector-index.ts';

const DIMENSIONS = 128;
const largest = Number(process.argv[2] ?? 1_000_000);
let state = 1;
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return (state >>> 24) - 128;
}
const randomVector = () => Int8Array.from({ length: DIMENSIONS }, random);

const index = createVectorIndex(DIMENSIONS);
for (const count of [0, 1_000, 10_000, 100_000, 1_000_000]) {
  if (count > largest) break;
  const started = performance.now();
  const added = count - index.size;
  for (let ordinal = index.size; ordinal < count; ordinal++) index.add(ordinal, randomVector());
  const addTime = ((performance.now() - started) * 1000) / Math.max(1, added);
  const tenth = new Uint8Array(Math.ceil(count / 8)).map((_, i) =>
    i % 5 === 0 ? 0b10000 : i % 5 === 1 ? 0b1000 : 0b1000000,
  );
  for (const [label, allowed] of [
    ['all', undefined],
    ['filtered', tenth],
  ] as const) {
    const times = Array.from({ length: 60 }, () => {
      const query = randomVector();
      const start = performance.now();
      index.scan(query, 50, allowed);
      return performance.now() - start;
    }).sort((a, b) => a - b);
    console.log(
      `${count} × ${DIMENSIONS}, ${label}: p50 ${times[30]!.toFixed(2)}, p95 ${times[57]!.toFixed(2)} ms` +
        ` (add ${addTime.toFixed(2)} µs, vectors included)`,
    );
  }
}
