import { explainModel } from './explain-model.ts';
import { explainPlan } from './explain-plan.ts';
import { explainRerank, explainSearch } from './explain-ranking.ts';
import { explainUpstream } from './explain-upstream.ts';

type Note = Record<string, unknown> & { kind: string };

// biome-ignore lint/suspicious/noExplicitAny: each kind of note has a shape of its own, and only its explanation reads it
const EXPLANATIONS: Record<string, (note: any) => string> = {
  plan: explainPlan,
  search: explainSearch,
  rerank: explainRerank,
  prompt: ({ template, template_from, rendered, used }) =>
    `The prompt was rendered from the template of the ${template_from} with ${used.length} results.\n` +
    `The template: ${template}\nThe prompt: ${rendered}`,
  model: explainModel,
  upstream: explainUpstream,
  consistency: ({ score, warning }) =>
    score === undefined
      ? `No consistency score: ${warning}.`
      : `The factual consistency score is ${Math.round(score * 10_000) / 10_000}.`,
};

/** One note as a paragraph; kinds of others are told as they are. */
export function explainNote(note: Note): string[] {
  const explain = EXPLANATIONS[note.kind];
  if (explain) return [explain(note)];
  const { kind, at_ms, ...rest } = note;
  const name = kind.charAt(0).toUpperCase() + kind.slice(1);
  return [`${name}, at ${at_ms} ms: ${JSON.stringify(rest)}`];
}
