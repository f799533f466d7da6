import type { FastifyInstance } from 'fastify';

/** Takes one answered request; `seconds` from its arrival to the end of its answer. */
export type ObserveRequest = (request: { operation: string; method: string; status: number; seconds: number }) => void;

export function registerRequestMetrics(app: FastifyInstance, observe: ObserveRequest): void {
  app.addHook('onResponse', ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    const { operationId: operation = 'none' } = (routeOptions.schema ?? {}) as { operationId?: string };
    observe({ operation, method, status: statusCode, seconds: elapsedTime / 1000 });
    done();
  });
}
