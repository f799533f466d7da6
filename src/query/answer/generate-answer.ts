import { createCitationWriter } from '../citations/citation-writer.ts';
import { evaluateConsistency } from '../consistency/evaluate-consistency.ts';
import type { QueryTrace } from '../history.ts';
import type { GenerationPlan, QueryPlan } from '../plan/query-plan.ts';
import { renderPrompt } from '../prompt/render-prompt.ts';
import type { QueryEvent } from '../query-event.ts';
import type { SearchResult } from '../query-schema.ts';
import { generateText } from './generate-text.ts';
import { NOTHING_FOUND } from './nothing-found.ts';

/** Render the prompt, ask the model, rewrite citations, score: the answer in chunks, then what there is to say of it. */
export async function* generateAnswer(
  plan: GenerationPlan,
  { query, chat }: Pick<QueryPlan, 'query' | 'chat'>,
  results: SearchResult[],
  signal: AbortSignal,
  trace: QueryTrace,
): AsyncGenerator<QueryEvent, void, undefined> {
  if (results.length === 0) {
    yield { type: 'generation_chunk', generation_chunk: NOTHING_FOUND };
    yield { type: 'generation_end' };
    return;
  }
  const used = results.slice(0, plan.maxUsedSearchResults);
  const finish = trace.begin();
  const started = performance.now();
  const { text: prompt, messages } = renderPrompt(plan, query, used);
  trace.note?.({
    kind: 'prompt',
    stage: 'render',
    ms: performance.now() - started,
    template: plan.chosen.template,
    template_from: plan.templateFrom,
    used: used.map(({ corpus_key, document_id, score }) => ({ corpus_key, document_id, score })),
    rendered: prompt,
  });
  const citations = createCitationWriter({ ...plan.citations, results: used.map(toCitationSource) });
  let answer = '';
  function* chunk(text: string): Generator<QueryEvent, void> {
    answer += text;
    if (text !== '') yield { type: 'generation_chunk', generation_chunk: text };
  }
  const { parameters, stream } = plan;
  for await (const text of generateText(plan, { messages, parameters, stream }, signal)) {
    yield* chunk(citations.push(text));
  }
  yield* chunk(citations.end());
  finish({ type: 'generation', prompt, generation: answer });
  yield { type: 'generation_end' };
  const rephrased = chat?.rephrasedQuery;
  yield {
    type: 'generation_info',
    rendered_prompt: prompt,
    ...(rephrased === undefined ? {} : { rephrased_query: rephrased }),
  };
  // There is nothing to score in an empty answer.
  if (plan.scoreConsistency && answer.trim() !== '') yield* scoreConsistency(answer, used, plan.language, trace);
}

function* scoreConsistency(
  answer: string,
  used: readonly SearchResult[],
  language: string,
  trace: QueryTrace,
): Generator<QueryEvent, void> {
  const finish = trace.begin();
  const sources = used.map(({ text }) => text);
  const started = performance.now();
  const evaluation = evaluateConsistency(answer, sources, language);
  trace.note?.({ kind: 'consistency', ms: performance.now() - started, ...evaluation });
  if ('warning' in evaluation) {
    yield { type: 'warning', warning: evaluation.warning };
    return;
  }
  finish({ type: 'fcs', score: evaluation.score });
  yield { type: 'factual_consistency_score', factual_consistency_score: evaluation.score };
}

const toCitationSource = (result: SearchResult) => ({
  documentId: result.document_id,
  documentMetadata: result.document_metadata,
  partMetadata: result.part_metadata,
});
