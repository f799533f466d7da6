/** Faults on this side of the API: what was chosen for a request is done to its answer. */
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deadlineExceeded } from '../../errors.ts';
import type { AnswerFault } from './answer-faults-schema.ts';
import { breakConnection, cutBody } from './break-connection.ts';
import { breakStream } from './break-stream.ts';
import { type Duration, drawDuration } from './duration.ts';
import type { ChosenFault, FaultSource, RequestFaults } from './fault-source.ts';
import { refusalOf } from './refusal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined when nothing can go wrong. */
    faults: RequestFaults | undefined;
  }
}

/** Names the faults that were applied, as far as they were when the answer began. */
const APPLIED = 'x-emulator-fault-applied';

/** For a scope whose requests have an account and, if any, a deadline by then. */
export function registerFaults(app: FastifyInstance, source: FaultSource): void {
  app.decorateRequest('faults', undefined);
  app.decorateReply('disturbFrames', undefined);

  app.addHook('onRequest', (request, reply, done) =>
    applyNext(request, reply, done, () => {
      // Asking for a token belongs to no account yet.
      if (!request.account) return undefined;
      request.faults = source.open(subjectOf(request));
      return request.faults?.early();
    }),
  );
  // Before the body is checked: what stands before a service fails whatever it is asked.
  app.addHook('preValidation', (request, reply, done) =>
    applyNext(request, reply, done, () => request.faults?.late(request.body)),
  );
  app.addHook('onSend', (request, reply, payload, done) => {
    nameApplied(request, reply);
    done(null, payload);
  });
}

const subjectOf = (request: FastifyRequest) => ({
  account: request.account,
  method: request.method,
  path: request.url.split('?', 1)[0]!,
  operationId: (request.routeOptions.schema as { operationId?: string } | undefined)?.operationId,
  headers: request.headers,
  params: request.params as Record<string, string>,
  query: request.query as Record<string, unknown>,
});

function applyNext(
  request: FastifyRequest,
  reply: FastifyReply,
  done: (error?: Error) => void,
  choose: () => ChosenFault<AnswerFault> | undefined,
): void {
  let chosen: ChosenFault<AnswerFault> | undefined;
  try {
    chosen = choose();
  } catch (error) {
    done(error as Error);
    return;
  }
  if (chosen === undefined) {
    done();
    return;
  }
  nameApplied(request, reply);
  apply(chosen, request, reply).then(() => done(), done);
}

function nameApplied({ faults }: FastifyRequest, reply: FastifyReply): void {
  if (faults && faults.applied.length > 0) reply.header(APPLIED, faults.applied.join(', '));
}

async function apply({ fault, random }: ChosenFault<AnswerFault>, request: FastifyRequest, reply: FastifyReply) {
  const { raw } = reply;
  switch (fault.type) {
    case 'status':
    case 'rate_limit':
      throw refusalOf(fault, request);
    case 'delay':
      return delay(fault.ms, random, request, reply);
    case 'drop':
      if (fault.at === 'after_headers') return cutBody(raw, 0);
      reply.hijack();
      return void raw.destroy();
    case 'truncate':
      return cutBody(raw, fault.bytes);
    case 'stream_cut':
    case 'stream_error':
      reply.disturbFrames = (frames) => breakStream(frames, fault, () => breakConnection(raw));
  }
}

/** Ends early when the client leaves, or its own time is up. */
async function delay(duration: Duration, random: () => number, request: FastifyRequest, reply: FastifyReply) {
  const left = (request.timeoutMs ?? Infinity) - reply.elapsedTime;
  const ms = drawDuration(duration, random);
  const gone = new AbortController();
  const leave = () => gone.abort();
  reply.raw.once('close', leave);
  await setTimeout(Math.max(0, Math.min(ms, left)), undefined, { signal: gone.signal }).catch(() => {});
  reply.raw.off('close', leave);
  if (ms > left) throw deadlineExceeded();
}
