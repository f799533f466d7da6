/** What looks at every request of the API: the journal, the metrics, and headers that say how an answer came about. */

import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.ts';
import { type Call, type CurrentCall, checkBypass, readBypass, readPace } from '../calls/call.ts';
import { Provenances } from '../calls/provenance.ts';
import type {} from './callers.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The call this request is; set once the account is known. */
    call: Call;
  }
}

/** What a call looks like from outside; read when it is over, or when somebody looks. */
export interface CallSource {
  /** With its query string. */
  url: string;
  /** Validated, once it is. */
  body: unknown;
  /** Of the route, where one was met. */
  routeOptions: { schema?: unknown };
  uploadedFiles?: readonly { bytes: Uint8Array; contentType: string }[] | undefined;
}

export interface JournalHooks {
  currentCall: CurrentCall;
  /** Begins to keep a call, and sets its `note`; undefined when calls of the account are not kept. */
  begin(call: Call, source: CallSource, response: ServerResponse, elapsedMs: number): CallRecord | undefined;
  /** Whose journal shows calls that no account could be found for. */
  stranger: () => Account;
}

/**
 * Makes each request of this scope a call that code below can find, keeps it, and times it. To be registered right after
 * authentication, before whatever else may refuse a request.
 */
export function registerJournal(app: FastifyInstance, { currentCall, begin, stranger }: JournalHooks): void {
  app.decorateRequest('call');
  app.decorateReply('record', undefined);

  const open = (request: FastifyRequest, reply: FastifyReply, account: Account): void => {
    const { url } = request;
    const end = url.indexOf('?');
    const call: Call = {
      id: request.id,
      account,
      method: request.method,
      path: end < 0 ? url : url.slice(0, end),
      headers: request.headers,
      operationId: (request.routeOptions.schema as { operationId?: string } | undefined)?.operationId,
      bypass: readBypass(request.headers),
      provenances: new Provenances(),
      note: undefined,
    };
    request.call = call;
    reply.record = begin(call, request, reply.raw, reply.elapsedTime);
  };

  // Public routes have no account.
  app.addHook('onRequest', (request, reply, done) => {
    open(request, reply, request.account ?? stranger());
    if (request.call.bypass) checkBypass(request.headers);
    readPace(request.headers);
    currentCall.run(request.call, done);
  });

  // Again, since reading a body leaves what was started within the call.
  app.addHook('preValidation', (request, _reply, done) => {
    if (currentCall.get() === request.call) done();
    else currentCall.run(request.call, done);
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    if (request.call === undefined && request.method !== 'OPTIONS') open(request, reply, stranger());
    reply.record?.sent(reply.statusCode, payload);
    nameAnswerers(reply, 'nobody');
    setServerTiming(reply);
    done();
  });
}

/** What keeps a call while it is served; undefined on a call that nobody keeps. */
export interface CallRecord {
  /** A body is about to be sent whole. */
  sent(status: number, payload: unknown): void;
  /** A stream has begun. */
  streaming(status: number): void;
  /** One frame of a stream is about to be sent, as it goes on the wire. */
  frame(text: string): void;
  /** Names and milliseconds of the stages that are over, for `server-timing`. */
  stages(): Iterable<[name: string, ms: number]>;
}

declare module 'fastify' {
  interface FastifyReply {
    record?: CallRecord | undefined;
  }
}

const HEADER = 'x-emulator-answered-by';

/** How long the head of a stream waits until it is known who answers, once its first frame is there. */
const LONGEST_WAIT_MS = 250;

/** `unknown`: what to say of a model whose answer has not come about yet. */
export function nameAnswerers(reply: FastifyReply, unknown: 'nobody' | 'pending'): void {
  const { provenances } = reply.request.call ?? {};
  if (provenances && (provenances.all.length > 0 || provenances.standIns.length > 0))
    reply.header(HEADER, provenances.toHeader(unknown));
}

/**
 * The same frames, once it is known who answers. What comes before the answer, search results say, is held until the
 * model has been asked; how long it then takes to answer does not matter. Frames that no model has a part in come at once.
 */
export async function untilAnswererKnown(
  { request }: FastifyReply,
  frames: AsyncIterable<string>,
): Promise<AsyncIterable<string>> {
  const { provenances } = request.call ?? {};
  if (!provenances || provenances.areKnown) return frames;
  const iterator = frames[Symbol.asyncIterator]();
  const held: Promise<IteratorResult<string>>[] = [];
  const pull = () => {
    const next = iterator.next();
    held.push(next);
    // What it fails with is thrown to the reader of the frames.
    return next.then(
      ({ done }) => (done ? 'over' : 'frame'),
      () => 'over',
    );
  };
  let timer: NodeJS.Timeout | undefined;
  let isLate: Promise<string> | undefined;
  let pulled = pull();
  while (true) {
    const first = await Promise.race([pulled, provenances.next(), ...(isLate ? [isLate] : [])]);
    if (provenances.areKnown || first === 'over' || first === 'late') break;
    if (first === 'frame') pulled = pull();
    isLate ??= new Promise((resolve) => {
      timer = setTimeout(resolve, LONGEST_WAIT_MS, 'late');
    });
  }
  clearTimeout(timer);
  return resume(held, iterator);
}

async function* resume(
  held: Promise<IteratorResult<string>>[],
  iterator: AsyncIterator<string>,
): AsyncGenerator<string, void, undefined> {
  try {
    for (let next = held.shift(); ; next = held.shift()) {
      const { done, value } = await (next ?? iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** The time so far and the stages known, as the `server-timing` header has them (W3C Server Timing), in milliseconds. */
export function setServerTiming(reply: FastifyReply): void {
  let value = `total;dur=${inMs(reply.elapsedTime)}`;
  if (reply.record) for (const [name, ms] of reply.record.stages()) value += `, ${name};dur=${inMs(ms)}`;
  reply.header('server-timing', value);
}

const inMs = (ms: number) => Math.round(ms * 1000) / 1000;

/** Takes one answered request; `seconds` from its arrival to the end of its answer. */
type ObserveRequest = (request: { operation: string; method: string; status: number; seconds: number }) => void;

export function registerRequestMetrics(app: FastifyInstance, observe: ObserveRequest): void {
  app.addHook('onResponse', ({ method, routeOptions }, { statusCode, elapsedTime }, done) => {
    const { operationId: operation = 'none' } = (routeOptions.schema ?? {}) as { operationId?: string };
    observe({ operation, method, status: statusCode, seconds: elapsedTime / 1000 });
    done();
  });
}
