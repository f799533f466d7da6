import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { deadlineExceeded, invalidField, unavailable } from '../errors.ts';

/** Declared by every operation of the API (docs/behaviour/conventions.md, Timeouts). */
export const TimeoutHeaders = Type.Object({
  'Request-Timeout': Type.Optional(Type.Integer({ minimum: 1, description: 'Seconds; best effort.' })),
  'Request-Timeout-Millis': Type.Optional(Type.Integer({ minimum: 1, description: 'Milliseconds; best effort.' })),
});

declare module 'fastify' {
  interface FastifyInstance {
    /** What ends the work of each request that is being answered, and has asked for such a signal. */
    worksInHand: Set<AbortController>;
  }
  interface FastifyRequest {
    /** Milliseconds this request may take, counted from its arrival; undefined without a limit. */
    timeoutMs: number | undefined;
  }
}

export function registerRequestDeadline(app: FastifyInstance): void {
  app.decorateRequest('timeoutMs', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    try {
      const seconds = readTimeout(request, 'Request-Timeout');
      const millis = readTimeout(request, 'Request-Timeout-Millis');
      if (seconds !== undefined || millis !== undefined) {
        request.timeoutMs = Math.min((seconds ?? Infinity) * 1000, millis ?? Infinity);
      }
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

function readTimeout(request: FastifyRequest, name: string): number | undefined {
  const text = request.headers[name.toLowerCase()]?.toString();
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text) || Number(text) < 1) {
    throw invalidField(
      `header.${name}`,
      `${text.length <= 20 ? `"${text}" ` : ''}should be a whole number of at least 1.`,
    );
  }
  return Number(text);
}

/**
 * A signal that ends the work done for a request: when the client leaves, when the request's own time is up, or when the
 * server ends (its reason is then the 408 or 503 to answer with).
 */
export function signalOf(request: FastifyRequest, reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const { worksInHand } = request.server;
  worksInHand.add(controller);
  const timer =
    request.timeoutMs === undefined || request.timeoutMs > MAX_TIMER_MS
      ? undefined
      : setTimeout(() => controller.abort(deadlineExceeded()), Math.max(0, request.timeoutMs - reply.elapsedTime));
  reply.raw.once('close', () => {
    clearTimeout(timer);
    worksInHand.delete(controller);
    if (!reply.raw.writableFinished) controller.abort(new ClientGone());
  });
  return controller.signal;
}

const MAX_TIMER_MS = 2 ** 31 - 1;

/** Ends what is still being answered in words of its own, since the server cannot wait for it. */
export function endWorks({ worksInHand }: FastifyInstance): void {
  const reason = unavailable('The emulator is being stopped, and this answer would have taken longer.');
  for (const work of worksInHand) work.abort(reason);
}

/** The reason of a signal whose client left: nobody is there to read an error. */
export class ClientGone extends Error {
  override name = 'ClientGone';
  override message = 'The client closed the connection.';
}
