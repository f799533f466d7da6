import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { BadRequestErrorSchema, ErrorSchema } from '../../http/errors/error-schema.ts';
import { filterByName } from '../../http/input/name-filter.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { PLATFORM_RERANKERS } from './platform-rerankers.ts';
import * as schema from './rerankers-schema.ts';

export const rerankersRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v2/rerankers',
    {
      schema: {
        operationId: 'listRerankers',
        summary: 'List rerankers.',
        tags: ['Rerankers'],
        headers: TimeoutHeaders,
        querystring: schema.ListRerankersQuery,
        response: { 200: schema.ListRerankersResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ query: { limit = 10, page_key, filter } }) => {
      const position = readPagePosition(page_key, { filter });
      const matching = filterByName(PLATFORM_RERANKERS, position.filters.filter);
      const { items, metadata } = pageOf(matching, limit, position);
      return { rerankers: items, metadata };
    },
  );
};
