import { createCitationWriter } from './citations/citation-writer.ts';
import { modelFailed } from './generation-failure.ts';
import type { QueryEvent } from './query-event.ts';
import type { GenerationPlan } from './query-plan.ts';
import type { SearchResult } from './query-schema.ts';
import { renderPrompt } from './render-prompt.ts';

/** Said without calling any LLM when nothing was found (reference §5.4). */
const NOTHING_FOUND =
  'The search returned no results that an answer could be drawn from. Please try again with a differently worded query.';

/** Render the prompt, ask the model, rewrite citations: the answer in chunks, then the prompt it came from. */
export async function* generateAnswer(
  plan: GenerationPlan,
  query: string,
  results: SearchResult[],
  signal: AbortSignal,
): AsyncGenerator<QueryEvent, void, undefined> {
  if (results.length === 0) {
    yield { type: 'generation_chunk', generation_chunk: NOTHING_FOUND };
    yield { type: 'generation_end' };
    return;
  }
  const used = results.slice(0, plan.maxUsedSearchResults);
  const { text: prompt, messages } = renderPrompt(plan, query, used);
  const citations = createCitationWriter({ style: plan.citationStyle, results: used.map(toCitationSource) });
  const chunk = (text: string): QueryEvent[] =>
    text === '' ? [] : [{ type: 'generation_chunk', generation_chunk: text }];
  try {
    const { parameters, stream } = plan;
    for await (const part of plan.model.generate({ messages, parameters, stream }, signal)) {
      if (part.type === 'text') yield* chunk(citations.push(part.text));
    }
  } catch (error) {
    throw modelFailed(error, plan.llmName);
  }
  yield* chunk(citations.end());
  yield { type: 'generation_end' };
  yield { type: 'generation_info', rendered_prompt: prompt };
}

const toCitationSource = (result: SearchResult) => ({
  documentId: result.document_id,
  documentMetadata: result.document_metadata,
  partMetadata: result.part_metadata,
});
