import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Metrics } from './metrics.ts';

/** What Prometheus scrapes. */
export const metricsRoutes: FastifyPluginAsyncTypebox<{ metrics: Metrics }> = async (app, { metrics }) => {
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        summary: 'Counters and timings in Prometheus’ text format.',
        tags: ['Emulator'],
        response: { 200: { description: 'Metrics.', content: { 'text/plain': { schema: Type.String() } } } },
      },
    },
    async (_request, reply) => {
      const { type, text } = await metrics.text();
      return reply
        .type(type)
        .serializer((body: unknown) => body as string)
        .send(text);
    },
  );
};
