/** Summaries of documents by an LLM (docs/behaviour/documents.md, Summarizing). */
import type { Account } from '../../../accounts/account.ts';
import { type Answer, operation } from '../../../http/operation.ts';
import { generateText } from '../../../query/answer/generate-text.ts';
import type { QueryEvent } from '../../../query/query-event.ts';
import { GenerationStreamedResponse } from '../../../query/query-schema.ts';
import { collectEvents } from '../../../query/wire.ts';
import { corporaOf } from '../../corpora/corpora-repository.ts';
import { wholeDocument } from '../documents.ts';
import { documentsOf } from '../documents-repository.ts';
import { planSummary, type SummaryPlan } from './plan-summary.ts';
import * as schema from './summarize-schema.ts';

const getDocument = (account: Account, path: { corpus_key?: string; document_id?: string }) =>
  documentsOf(account).get(corporaOf(account).get(path.corpus_key!), path.document_id!);

export const summarize = [
  operation(
    'summarizeCorpusDocument',
    {
      summary: 'Summarize one document by an LLM.',
      body: schema.SummarizeDocumentRequest,
      answer: schema.SummarizeDocumentResponse,
      stream: GenerationStreamedResponse,
      // What the path names is looked up before the body is read (docs/behaviour/query.md, Order of work).
      first: ({ account, path }) => getDocument(account, path),
    },
    ({ account, path, body, signal }) => {
      const document = wholeDocument(account, getDocument(account, path));
      return summarizeDocument(planSummary(account, document, body), signal);
    },
  ),
];

/** In both renderings; unlike an answer it tells its prompt first. */
function summarizeDocument(plan: SummaryPlan, signal: AbortSignal): Answer<schema.SummarizeDocumentResponse> {
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
