const MOST_LINES = 10;

interface Place {
  score: number;
  rank: number;
}

interface Candidate {
  corpus_key: string;
  document_id: string;
  part: number;
  text: string;
  score: number;
  semantic_share: number;
  lexical_share: number;
}

/** As the journal shows it. */
export interface SearchNote {
  found: number;
  candidates: Candidate[];
  ms: number;
  pending_documents?: Record<string, number>;
}

export function explainSearch({ found, candidates, ms, pending_documents = {} }: SearchNote): string {
  const lines = candidates
    .slice(0, MOST_LINES)
    .map(
      ({ score, semantic_share, lexical_share, ...part }, index) =>
        `${index + 1}. ${named(part)} scored ${round(score)}: ${round(semantic_share)} by meaning, ` +
        `${round(lexical_share)} by words. "${part.text.slice(0, 100)}"`,
    );
  const pending = Object.entries(pending_documents).map(
    ([key, count]) =>
      `${count === 1 ? '1 document of corpus' : `${count} documents of corpus`} "${key}" ${count === 1 ? 'is' : 'are'} ` +
      'stored but not indexed yet, and could not be found.',
  );
  const heading = `The search found ${found} candidates in ${round(ms)} ms.`;
  return [heading, ...lines, ...rest(candidates.length), ...pending].join('\n');
}

/** As the journal shows it. */
export interface RerankNote {
  step: number;
  type: string;
  given: number;
  kept: number;
  ms: number;
  results: (Pick<Candidate, 'corpus_key' | 'document_id' | 'part'> & { before: Place; after: Place | null })[];
}

export function explainRerank({ step, type, given, kept, ms, results }: RerankNote): string {
  const lines = results.slice(0, MOST_LINES).map(({ before, after, ...part }) => {
    const from = `rank ${before.rank} (${round(before.score)})`;
    return after
      ? `${after.rank}. ${named(part)}, from ${from} to rank ${after.rank} (${round(after.score)}).`
      : `${named(part)}, from ${from}, was taken out.`;
  });
  const heading = `Reranking step ${step} (${type}) kept ${kept} of ${given} in ${round(ms)} ms.`;
  return [heading, ...lines, ...rest(results.length)].join('\n');
}

const named = ({ corpus_key, document_id, part }: Pick<Candidate, 'corpus_key' | 'document_id' | 'part'>) =>
  `Part ${part} of document "${document_id}" in "${corpus_key}"`;

const rest = (count: number) => (count > MOST_LINES ? [`… and ${count - MOST_LINES} more.`] : []);

const round = (value: number) => Math.round(value * 10_000) / 10_000;
