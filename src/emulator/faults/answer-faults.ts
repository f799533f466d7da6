/** Faults on this side of the API: what was chosen for a request is done to its answer. */

import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../../accounts/account.ts';
import { ApiError, deadlineExceeded, unauthenticated } from '../../errors.ts';
import { frameEvent } from '../../http/streams.ts';
import { type AnswerFault, type Duration, drawDuration, type StreamFault } from './fault-schema.ts';

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

/** A request by which faults are chosen, as it is known before its body. */
export interface FaultSubject {
  account: Account;
  method: string;
  /** As it was asked for, without the query string. */
  path: string;
  operationId: string | undefined;
  headers: IncomingHttpHeaders;
  params: Record<string, string>;
  /** Of the address. */
  query: Record<string, unknown>;
}

export interface ChosenFault<Fault> {
  id: string;
  fault: Fault;
  /** From 0 up to, not including, 1. */
  random(): number;
}

/** The faults of one request; each of the two may name one, and only if the other did not. */
export interface RequestFaults {
  /** Before the body is read. */
  early(): ChosenFault<AnswerFault> | undefined;
  /** Once it is parsed, not yet checked. */
  late(body: unknown): ChosenFault<AnswerFault> | undefined;
  /** The ids of those that fired so far, of the upstream's too. */
  readonly applied: readonly string[];
}

export interface FaultSource {
  /** Undefined when nothing can go wrong. Throws a 400 for a fault asked for in a way that cannot be read. */
  open(request: FaultSubject): RequestFaults | undefined;
}

type Refusal = Extract<AnswerFault, { type: 'status' | 'rate_limit' }>;

const DEFAULT_RETRY_SECONDS = 1;
const INJECTED = 'This failure was asked for (x-emulator-fault-applied says by what).';

/** In the API's own words where it has any. */
const MESSAGES: Record<number, string> = {
  400: `INVALID_ARGUMENT: ${INJECTED}`,
  401: unauthenticated().message,
  403: `PERMISSION_DENIED: ${INJECTED}`,
  404: `NOT_FOUND: ${INJECTED}`,
  408: deadlineExceeded().message,
  409: `ALREADY_EXISTS: ${INJECTED}`,
  429: 'RESOURCE_EXHAUSTED: Too many requests.',
  500: `INTERNAL: ${INJECTED}`,
  501: `UNIMPLEMENTED: ${INJECTED}`,
  503: `UNAVAILABLE: ${INJECTED}`,
  504: `DEADLINE_EXCEEDED: ${INJECTED}`,
};

export function refusalOf(fault: Refusal, request: FastifyRequest): ApiError {
  const code = fault.type === 'status' ? fault.code : 429;
  const retryAfter = fault.retry_after ?? (fault.type === 'rate_limit' ? DEFAULT_RETRY_SECONDS : undefined);
  return new ApiError(code, fault.message ?? MESSAGES[code] ?? INJECTED, {
    headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
    ...(fault.type === 'status' && { fieldErrors: fault.field_errors }),
    ...(code === 404 && { id: idOf(fault, request) }),
  });
}

const idOf = (fault: Refusal, { params }: FastifyRequest): string =>
  (fault.type === 'status' ? fault.id : undefined) ?? Object.values(params as Record<string, string>).at(-1) ?? '';

/** Closes the connection once everything written so far is on its way. */
export async function breakConnection(raw: ServerResponse): Promise<void> {
  const { socket } = raw;
  if (socket?.writable) await new Promise<void>((resolve) => socket.write('', () => resolve()));
  raw.destroy();
}

/**
 * Lets `bytes` of the body out and then breaks the connection; a shorter body is left whole. None at all: only the head
 * goes out. To be called before anything is written.
 */
export function cutBody(raw: ServerResponse, bytes: number): void {
  const write = raw.write.bind(raw) as (chunk: Uint8Array) => boolean;
  const end = raw.end.bind(raw) as () => ServerResponse;
  let left = bytes;
  let isCut = false;

  const cut = (rest: Uint8Array) => {
    isCut = true;
    raw.flushHeaders();
    if (rest.length > 0) write(rest);
    void breakConnection(raw);
  };
  const pass = (chunk: unknown): boolean => {
    if (isCut) return true;
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array);
    if (piece.length > left || bytes === 0) cut(piece.subarray(0, left));
    else {
      left -= piece.length;
      return write(piece);
    }
    return true;
  };

  raw.write = pass as typeof raw.write;
  raw.end = ((chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) pass(chunk);
    else if (bytes === 0 && !isCut) cut(new Uint8Array());
    return isCut ? raw : end();
  }) as typeof raw.end;
}

const DEFAULT_MESSAGE = 'INTERNAL: This failure was asked for.';

/**
 * The frames of a streamed answer up to where it breaks. `cut` closes the connection. A stream without the event that is
 * waited for stays whole.
 */
export async function* breakStream(
  frames: AsyncIterable<string>,
  fault: StreamFault,
  cut: () => Promise<void>,
): AsyncGenerator<string, void, undefined> {
  const breakAt = async function* (frame: string): AsyncGenerator<string, void, undefined> {
    if (fault.type === 'stream_cut') await cut();
    else yield* errorFrames(frame, fault.message ?? DEFAULT_MESSAGE, fault.no_end === true);
  };
  let met = 0;
  for await (const frame of frames) {
    const name = nameOf(frame);
    if (name === fault.before) return yield* breakAt(frame);
    if (fault.type === 'stream_cut' && fault.no_end && (name === 'end' || name === 'done')) continue;
    yield frame;
    if (name !== fault.after?.event) continue;
    met += 1;
    if (met === (fault.after.count ?? 1)) return yield* breakAt(frame);
  }
}

/** Frames of chat completions have no event line. */
const isNamed = (frame: string) => frame.startsWith('event:');

function nameOf(frame: string): string {
  if (isNamed(frame)) return frame.slice('event:'.length, frame.indexOf('\n'));
  return frame.startsWith('data: [DONE]') ? 'done' : 'completion_chunk';
}

/** In the form of the stream that `neighbour` is from (docs/behaviour/query.md, Streams). */
function* errorFrames(neighbour: string, message: string, noEnd: boolean): Generator<string, void, undefined> {
  if (isNamed(neighbour)) {
    yield frameEvent({ type: 'error', messages: [message] } as { type: string });
    if (!noEnd) yield frameEvent({ type: 'end' });
  } else {
    yield `data: ${JSON.stringify({ error: { message } })}\n\n`;
    if (!noEnd) yield 'data: [DONE]\n\n';
  }
}
