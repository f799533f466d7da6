import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { readableCorpora } from '../../access/access-rules.ts';
import type { Principal } from '../../access/principal.ts';
import type { PerAccount } from '../../accounts/account.ts';
import { notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { nextPage, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import type { QueriesRepository } from './queries-repository.ts';
import * as schema from './queries-schema.ts';

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Query History'],
  headers: TimeoutHeaders,
});

/** Who may read only some corpora sees only what was asked of these. */
const readable = ({ roles }: Principal): string[] | undefined => {
  const corpora = readableCorpora(roles);
  return corpora === 'all' ? undefined : [...corpora];
};

const millis = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));

export const queriesRoutes: FastifyPluginAsyncTypebox<{ queries: PerAccount<QueriesRepository> }> = async (
  app,
  { queries },
) => {
  app.get(
    '/v2/queries',
    {
      schema: {
        ...operation('getQueryHistories', 'List saved queries, newest first.'),
        querystring: schema.ListQueriesQuery,
        response: { 200: schema.ListQueriesResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ account, principal, query }) => {
      const { limit = 10, page_key, ...given } = query;
      const { offset, filters } = readPagePosition(page_key, given);
      const found = queries(account).list(
        {
          readableCorpora: readable(principal),
          corpusKey: filters.corpus_key,
          chatId: filters.chat_id,
          historyId: filters.history_id,
          startedAfter: millis(filters.started_after),
          startedBefore: millis(filters.started_before),
        },
        limit + 1,
        offset,
      );
      return { queries: found.slice(0, limit), metadata: nextPage(found.length > limit, offset + limit, filters) };
    },
  );

  app.get(
    '/v2/queries/:query_id',
    {
      schema: {
        ...operation('getQueryHistory', 'Get one saved query with everything that happened inside.'),
        params: schema.QueryParams,
        response: { 200: schema.QueryHistory, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, principal, params }) => {
      const entry = queries(account).find(params.query_id, readable(principal));
      if (!entry) throw notFound('Query', params.query_id);
      return entry;
    },
  );
};
