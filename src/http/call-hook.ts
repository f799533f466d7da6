import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Call } from '../calls/call.ts';
import type { CurrentCall } from '../calls/current-call.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What is around everything done for this request; undefined where it has no account. */
    call: Call | undefined;
    /** Runs work in the asynchronous context that the request came in. */
    within: ((work: () => void) => void) | undefined;
  }
}

/** Runs whatever a request sets off within its call, so that deep code can ask whom it works for. */
export function registerCalls(app: FastifyInstance, currentCall: CurrentCall): void {
  app.decorateRequest('call', undefined);
  app.decorateRequest('within', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    if (!request.account) return done();
    request.call = toCall(request);
    currentCall.run(request.call, () => {
      request.within = AsyncLocalStorage.snapshot();
      done();
    });
  });
  // The arrival of the body belongs to the connection, not to the call that waits for it.
  app.addHook('preValidation', ({ within }, _reply, done) => (within ? within(done) : done()));
}

function toCall({ id, account, method, url, headers, routeOptions }: FastifyRequest): Call {
  const { operationId } = (routeOptions.schema ?? {}) as { operationId?: string };
  return { id, account, method, path: url.split('?')[0]!, headers, operationId, note: undefined };
}
