import type { RerankStep, Variant } from '../request/query-form.ts';

/** What sets one side of a comparison apart, in a few words each; empty where both are alike. */
export function differences(own: Variant, other: Variant): string[] {
  const told: [keyof Variant, string][] = [
    ['preset', own.preset || 'default preset'],
    ['llm', own.llm || 'LLM of the preset'],
    ['lambda', `λ ${own.lambda}`],
    ['rerank', rerankerOf(own.rerank)],
  ];
  return told
    .filter(([field]) => JSON.stringify(own[field]) !== JSON.stringify(other[field]))
    .map(([, words]) => words);
}

function rerankerOf(steps: readonly RerankStep[]): string {
  if (steps.length === 0) return 'default reranker';
  return steps.map(nameOf).join(', then ');
}

function nameOf({ kind, name, diversity }: RerankStep): string {
  if (kind === 'customer_reranker') return name;
  if (kind === 'mmr') return `MMR ${diversity}`;
  return kind === 'userfn' ? 'user function' : 'no reranker';
}
