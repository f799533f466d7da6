import type { FastifyInstance } from 'fastify';

/** One line a request, when it has been answered: what, how it went, how long. Never headers, bodies or query strings. */
export function registerRequestLog(app: FastifyInstance): void {
  // None of these five can hold a secret, and looking for them would take longer than writing the line.
  const log = app.log.child({}, { redact: [] });
  app.addHook('onResponse', (request, reply, done) => {
    const { id: reqId, method, url } = request;
    const end = url.indexOf('?');
    const path = end < 0 ? url : url.slice(0, end);
    const ms = Math.round(reply.elapsedTime * 10) / 10;
    log.info({ reqId, method, path, status: reply.statusCode, ms }, 'request');
    done();
  });
}
