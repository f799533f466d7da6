import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../http/errors/error-schema.ts';
import { TimeoutHeaders } from '../http/request-deadline.ts';
import { answerResponse, sendAnswer } from '../http/streams/send-answer.ts';
import { answerQuery } from './answer-query.ts';
import { planQuery, toQueryRequest } from './plan/plan-query.ts';
import type { QueryDependencies } from './query-dependencies.ts';
import { withoutWarnings } from './query-event.ts';
import { collectResponse } from './wire/collect-response.ts';
import * as schema from './wire/query-schema.ts';
import { QueryStreamedResponse } from './wire/stream-schema.ts';

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Queries'],
  headers: TimeoutHeaders,
  response: {
    200: answerResponse(schema.QueryFullResponse, QueryStreamedResponse),
    400: BadRequestErrorSchema,
    403: ErrorSchema,
    404: NotFoundErrorSchema,
  },
});

export const queryRoutes: FastifyPluginAsyncTypebox<QueryDependencies> = async (app, dependencies) => {
  const answer = (request: FastifyRequest, reply: FastifyReply, query: schema.QueryRequest) =>
    sendAnswer(request, reply, query.stream_response === true, async (signal) => {
      const plan = await planQuery(request.account, query, dependencies);
      const events = answerQuery(plan, query, dependencies, signal);
      return { events: () => withoutWarnings(events), body: () => collectResponse(plan, events) };
    });

  app.get(
    '/v2/corpora/:corpus_key/query',
    {
      schema: {
        ...operation('searchCorpus', 'Search one corpus, without an answer.'),
        params: Type.Object({ corpus_key: Type.String() }),
        querystring: schema.SearchCorpusQuery,
      },
      preValidation: async ({ account, params }) => void dependencies.requireCorpus(account, params.corpus_key),
    },
    (request, reply) => {
      const { limit, offset, ...asked } = request.query;
      return answer(request, reply, toQueryRequest(request.params.corpus_key, { ...asked, search: { limit, offset } }));
    },
  );

  app.post(
    '/v2/query',
    { schema: { ...operation('query', 'Search corpora, and answer from what is found.'), body: schema.QueryRequest } },
    (request, reply) => answer(request, reply, request.body),
  );

  app.post(
    '/v2/corpora/:corpus_key/query',
    {
      schema: {
        ...operation('queryCorpus', 'Search one corpus, and answer from what is found.'),
        params: Type.Object({ corpus_key: Type.String() }),
        body: schema.QueryCorpusRequest,
      },
      // The corpus named in the path is looked up before the body is read (reference §5.4).
      preValidation: async ({ account, params }) => void dependencies.requireCorpus(account, params.corpus_key),
    },
    (request, reply) => answer(request, reply, toQueryRequest(request.params.corpus_key, request.body)),
  );
};
