import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Account } from '../../../accounts/account.ts';
import { notFound } from '../../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../../http/errors/error-schema.ts';
import { TimeoutHeaders } from '../../../http/request-deadline.ts';
import { answerResponse, sendAnswer } from '../../../http/streams/send-answer.ts';
import { GenerationStreamedResponse } from '../../../query/wire/stream-schema.ts';
import type { DocumentRecord } from '../document-record.ts';
import { type DocumentsDependencies, wholeDocument } from '../documents-routes.ts';
import { DocumentParams } from '../documents-schema.ts';
import { planSummary, type SummaryDependencies } from './plan-summary.ts';
import { summarizeDocument } from './summarize-document.ts';
import * as schema from './summarize-schema.ts';

export interface SummarizeDependencies extends Pick<DocumentsDependencies, 'documents' | 'requireCorpus'> {
  generation: SummaryDependencies;
}

/** `summarizeCorpusDocument` (reference §8.4). */
export const summarizeRoutes: FastifyPluginAsyncTypebox<SummarizeDependencies> = async (
  app,
  { documents, requireCorpus, generation },
) => {
  const requireDocument = (account: Account, corpusKey: string, id: string): DocumentRecord => {
    const document = documents(account).find(requireCorpus(account, corpusKey), id);
    if (!document) throw notFound('Document', id);
    return document;
  };

  app.post(
    '/v2/corpora/:corpus_key/documents/:document_id/summarize',
    {
      schema: {
        operationId: 'summarizeCorpusDocument',
        summary: 'Summarize one document by an LLM.',
        tags: ['Documents'],
        headers: TimeoutHeaders,
        params: DocumentParams,
        body: schema.SummarizeDocumentRequest,
        response: {
          200: answerResponse(schema.SummarizeDocumentResponse, GenerationStreamedResponse),
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          404: NotFoundErrorSchema,
        },
      },
      // What the path names is looked up before the body is read (reference §5.4).
      preValidation: async ({ account, params }) =>
        void requireDocument(account, params.corpus_key, params.document_id),
    },
    (request, reply) =>
      sendAnswer(request, reply, request.body.stream_response === true, async (signal) => {
        const { account, params, body } = request;
        const document = requireDocument(account, params.corpus_key, params.document_id);
        const plan = planSummary(account, wholeDocument(documents(account), document), body, generation);
        return summarizeDocument(plan, signal);
      }),
  );
};
