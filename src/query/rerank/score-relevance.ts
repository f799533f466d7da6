/** The emulator's stand-in for the multilingual reranker: deterministic, local, in 0…1 with 0.5 as the border of relevance. */
import { cosine } from '../../retrieval/vector-scan/vector-index.ts';
import { contentWords } from '../../upstream/built-in/words.ts';

/** Weights of the log-odds: nearness in meaning, the share of the query's words that occur, and the border. */
const MEANING = 7;
const WORDS = 4;
const VERBATIM = 1;
const BORDER = -4;

export interface Encoded {
  text: string;
  vector: Int8Array;
}

/** How well each text answers to the query; all vectors come from one encoder. */
export function scoreRelevance(query: Encoded, texts: readonly Encoded[]): number[] {
  const wanted = contentWords(query.text);
  const verbatim = query.text.trim().toLowerCase();
  return texts.map(({ text, vector }) => {
    const words = contentWords(text);
    const found = [...wanted].filter((word) => words.has(word)).length;
    const coverage = wanted.size === 0 ? 0 : found / wanted.size;
    const hasQuery = verbatim !== '' && text.toLowerCase().includes(verbatim);
    const odds = MEANING * cosine(query.vector, vector) + WORDS * coverage + (hasQuery ? VERBATIM : 0) + BORDER;
    return 1 / (1 + Math.exp(-odds));
  });
}
