import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ErrorSchema } from '../../http/errors/error-schema.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { PLATFORM_TABLE_EXTRACTORS } from './platform-table-extractors.ts';
import * as schema from './table-extractors-schema.ts';

export const tableExtractorsRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/v2/table_extractors',
    {
      schema: {
        operationId: 'listTableExtractors',
        summary: 'List table extractors.',
        tags: ['Table Extractors'],
        headers: TimeoutHeaders,
        response: { 200: schema.ListTableExtractorsResponse, 403: ErrorSchema },
      },
    },
    async () => ({ table_extractors: [...PLATFORM_TABLE_EXTRACTORS] }),
  );
};
