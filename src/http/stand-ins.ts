/**
 * The seam before the operations: whoever stands in it may answer a request of the API in the operation's place, or
 * change what the operation answers. Operations of Vectara's that are not emulated are answered here or not at all.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Account } from '../accounts/account.ts';
import { notEmulated } from '../errors.ts';
import { CONTRACT_ROWS, type Operation, type OperationId } from './operation.ts';
import { signalOf } from './request-deadline.ts';
import { sendFrames } from './streams.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation is Vectara's and not ours: only a stand-in answers it. */
    isNotEmulated?: boolean;
  }
  interface FastifyReply {
    /** Set when the answer of the operation is to be changed before it is kept and sent. */
    changeAnswer: AnswerChange | undefined;
  }
}

/** A request as whoever stands in sees it: after authentication, before it is checked. */
export interface AskedCall {
  operationId: string;
  method: string;
  /** As it was asked for, without the query string. */
  path: string;
  /** The names in the path. */
  params: Record<string, string>;
  query: Record<string, unknown>;
  headers: IncomingHttpHeaders;
  /** Parsed, if it is JSON. */
  body: unknown;
}

/** The same with what it takes to send it on. */
export interface AskedOperation extends AskedCall {
  account: Account;
  /** Whether the operation itself can answer. */
  isEmulated: boolean;
  /** With the query string. */
  url: string;
  /** Empty without a body. */
  contentType: string;
  /** The bytes of the body, of a form too, which the operation cannot read afterwards. Undefined without one. */
  payload(): Promise<Uint8Array | undefined>;
}

/** An answer in the operation's place. */
export interface WholeAnswer {
  kind: 'whole';
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array | undefined;
}
export interface StreamedAnswer {
  kind: 'stream';
  status: number;
  headers: Record<string, string>;
  contentType: string;
  /** Ends, or throws, soon after the signal says so. */
  frames: AsyncIterable<string>;
}

/** What becomes of the operation's own answer. */
export interface AnswerChange {
  kind: 'change';
  status: number | undefined;
  headers: Record<string, string>;
  /** The text of a body of JSON. */
  text(text: string): string;
  /** Each frame of a stream. */
  frames(frames: AsyncIterable<string>): AsyncIterable<string>;
}

export interface StandIn {
  /** Whether it may have an answer to the operation; asked before a body is read that nobody else would take. */
  mayAnswer(account: Account, operationId: string): boolean;
  /** Undefined leaves the request to the operation. `signal` is made when it is asked for. */
  answer(
    asked: AskedOperation,
    signal: () => AbortSignal,
  ): undefined | Promise<WholeAnswer | StreamedAnswer | AnswerChange | undefined>;
}

/** To be registered before whatever keeps answers. */
export function registerChangedAnswers(app: FastifyInstance): void {
  app.decorateReply('changeAnswer', undefined);
  app.addHook('onSend', (_request, reply, payload, done) => {
    const change = reply.changeAnswer;
    if (change === undefined) return done(null, payload);
    const send = (text: string) => {
      if (change.status !== undefined) reply.code(change.status);
      reply.headers(change.headers).removeHeader('content-length');
      done(null, isJson(reply) ? change.text(text) : text);
    };
    if (typeof payload === 'string') return send(payload);
    if (payload && typeof payload === 'object' && 'pipe' in payload) {
      textOf(payload as Readable).then(send, done);
      return;
    }
    done(null, payload);
  });
}

const isJson = (reply: FastifyReply) => /\bjson\b/.test(String(reply.getHeader('content-type') ?? ''));

async function textOf(pieces: Readable): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

/** After what refuses callers and what fails on purpose. */
export function registerStandIn(app: FastifyInstance, standIn: StandIn): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const { account, routeOptions } = request;
    if (!routeOptions.config.isNotEmulated) return done();
    const operationId = operationOf(request)!;
    done(standIn.mayAnswer(account, operationId) ? undefined : notEmulated(operationId));
  });

  app.addHook('preValidation', (request, reply, done) => {
    const operationId = operationOf(request);
    if (!request.account || operationId === undefined) return done();
    try {
      const answering = standIn.answer(askedIn(request, operationId), () => signalOf(request, reply));
      if (answering === undefined) return done();
      answering.then((answer) => give(answer, reply, done)).catch(done);
    } catch (error) {
      done(error as Error);
    }
  });
}

async function give(
  answer: WholeAnswer | StreamedAnswer | AnswerChange | undefined,
  reply: FastifyReply,
  done: (error?: Error) => void,
): Promise<void> {
  if (answer === undefined) return done();
  if (answer.kind === 'change') {
    reply.changeAnswer = answer;
    const disturb = reply.disturbFrames;
    reply.disturbFrames = (frames) => disturb?.(answer.frames(frames)) ?? answer.frames(frames);
    return done();
  }
  reply.headers(answer.headers);
  if (answer.kind === 'stream') return sendFrames(reply, answer.contentType, answer.frames, answer.status);
  // Whatever serializers the route has are for what the operation itself says.
  reply.code(answer.status).serializer(asItIs).send(answer.body);
}

const asItIs = (body: unknown) => body as string;

const operationOf = ({ routeOptions }: FastifyRequest) =>
  (routeOptions.schema as { operationId?: string } | undefined)?.operationId;

function askedIn(request: FastifyRequest, operationId: string): AskedOperation {
  const { account, method, url, params, query, headers, routeOptions } = request;
  return {
    account,
    operationId,
    method,
    path: url.split('?', 1)[0]!,
    params: params as Record<string, string>,
    query: query as Record<string, unknown>,
    headers,
    body: bodyOf(request),
    isEmulated: routeOptions.config.isNotEmulated !== true,
    url,
    contentType: headers['content-type'] ?? '',
    payload: async () => payloadOf(request),
  };
}

async function payloadOf({ body, headers, raw }: FastifyRequest): Promise<Uint8Array | undefined> {
  if (Buffer.isBuffer(body)) return body;
  if (body !== undefined && body !== null) return Buffer.from(JSON.stringify(body));
  // A form is read by its operation alone, so that it still waits to be.
  if (/^multipart\//.test(headers['content-type'] ?? '')) return Buffer.concat(await Array.fromAsync(raw));
  return undefined;
}

/** Of what is not emulated the body comes as bytes. */
function bodyOf({ body, headers }: FastifyRequest): unknown {
  if (!Buffer.isBuffer(body)) return body;
  if (!/\bjson\b/.test(headers['content-type'] ?? '')) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Routes for every operation of Vectara's that is none of `emulated`: they take any body, and answer 501 themselves. */
export async function registerOtherOperations(app: FastifyInstance, emulated: readonly Operation[]): Promise<void> {
  const ours = new Set<string>(emulated.map(({ id }) => id));
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const [operationId, { method, path }] of Object.entries(CONTRACT_ROWS)) {
      if (ours.has(operationId) || !path.startsWith('/v2/')) continue;
      scope.route({
        method,
        url: path.replace(/\{([^}]+)\}/g, ':$1'),
        schema: { hide: true, operationId: operationId as OperationId } as object,
        config: { isNotEmulated: true },
        handler: () => {
          throw notEmulated(operationId);
        },
      });
    }
  });
}
