import type { Answer } from '../../../http/streams/send-answer.ts';
import { generateText } from '../../../query/answer/generate-text.ts';
import type { QueryEvent } from '../../../query/query-event.ts';
import { collectEvents } from '../../../query/wire/collect-response.ts';
import type { SummaryPlan } from './plan-summary.ts';
import type { SummarizeDocumentResponse } from './summarize-schema.ts';

/** A summary in both renderings (reference §8.4); unlike an answer it tells its prompt first. */
export function summarizeDocument(plan: SummaryPlan, signal: AbortSignal): Answer<SummarizeDocumentResponse> {
  return {
    events: () => writeSummary(plan, signal),
    async body() {
      const { summary = '' } = await collectEvents(writeSummary(plan, signal));
      return { summary, rendered_prompt: plan.prompt.text };
    },
  };
}

async function* writeSummary(plan: SummaryPlan, signal: AbortSignal): AsyncGenerator<QueryEvent, void, undefined> {
  const { prompt, parameters, stream } = plan;
  yield { type: 'generation_info', rendered_prompt: prompt.text };
  for await (const text of generateText(plan, { messages: prompt.messages, parameters, stream }, signal)) {
    if (text !== '') yield { type: 'generation_chunk', generation_chunk: text };
  }
  yield { type: 'generation_end' };
  yield { type: 'end' };
}
