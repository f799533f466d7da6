/** Operations as routes of Fastify. */
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { ApiError, unsupportedMediaType } from '../errors.ts';
import {
  type Answer,
  Answered,
  type FormFile,
  type FormPart,
  Frames,
  JsonPieces,
  JsonText,
  Kept,
  type Operation,
  type OperationCall,
} from './operation.ts';
import { signalOf, TimeoutHeaders } from './request-deadline.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from './schemas.ts';
import { frameEvents, sendFrames } from './streams.ts';

declare module 'fastify' {
  interface FastifyRequest {
    uploadedFiles: readonly FormFile[] | undefined;
  }
}

/** Registered only where a scope keeps something in, such as a parser: forty scopes take a fifth of the start. */
export async function registerOperations(app: FastifyInstance, operations: readonly Operation[]): Promise<void> {
  app.decorateRequest('uploadedFiles', undefined);
  const { none, alone, beside } = Object.groupBy(operations, ({ spec: { form } }) =>
    form === undefined ? 'none' : form.schema ? 'beside' : 'alone',
  );
  for (const operation of none ?? []) register(app, operation);
  if (alone) await app.register((scope) => registerForms(scope, alone, true));
  if (beside) await app.register((scope) => registerForms(scope, beside, false));
}

function register(app: FastifyInstance, operation: Operation): void {
  const { row, spec } = operation;
  const { first, form, optionalBody } = spec;
  app.route({
    method: row.method,
    url: row.path.replace(/\{([^}]+)\}/g, ':$1'),
    schema: schemaOf(operation),
    ...(first || form || optionalBody ? { preValidation: beforeValidation(operation) } : {}),
    handler: (request, reply) => answer(operation, request, reply),
  });
}

/** What Fastify validates, serialises and documents an operation by. */
function schemaOf({ id, row, spec }: Operation) {
  const { path, query, body, answer, stream, form } = spec;
  const names = [...row.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  return {
    operationId: id,
    summary: spec.summary,
    tags: [row.tag],
    ...(spec.deprecated ? { deprecated: true } : {}),
    headers: TimeoutHeaders,
    ...(names.length > 0 ? { params: Type.Object(parametersOf(names, path)) } : {}),
    ...(query ? { querystring: query } : {}),
    ...(form && !form.schema ? { consumes: [FORM_TYPE] } : {}),
    ...(body ? { body: form?.schema ? eitherOf(body, form.schema) : body } : {}),
    response: Object.fromEntries(
      statusesOf({ row, spec }).map((status) => [status, responseOf(status, answer, stream)]),
    ),
  };
}

const FORM_TYPE = 'multipart/form-data';

const eitherOf = (json: TSchema, form: TSchema) => ({
  content: { 'application/json': { schema: json }, [FORM_TYPE]: { schema: form } },
});

const parametersOf = (names: string[], given: Record<string, TSchema> = {}) =>
  Object.fromEntries(names.map((name) => [name, given[name] ?? Type.String()]));

/** The contract's, with those that the operation adds; whatever takes a query or a body can find fault with it. */
const statusesOf = ({ row, spec }: Pick<Operation, 'row' | 'spec'>): number[] =>
  [...new Set([...row.statuses, ...(spec.query || spec.body ? [400] : []), ...(spec.also ?? [])])].sort();

function responseOf(status: number, answer: TSchema | undefined, stream: TSchema | undefined) {
  if (status === 400) return BadRequestErrorSchema;
  if (status === 404) return NotFoundErrorSchema;
  if (status >= 400) return ErrorSchema;
  if (!answer) return Type.Null();
  if (!stream) return answer;
  return {
    description: 'One body, or, when the request asks for one, a stream of events.',
    content: { 'application/json': { schema: answer }, 'text/event-stream': { schema: stream } },
  };
}

const beforeValidation =
  ({ spec: { first, form, optionalBody } }: Operation) =>
  async (request: FastifyRequest): Promise<void> => {
    const { account, principal, params } = request;
    first?.({ account, principal, path: params as Record<string, string> });
    if (optionalBody) request.body ??= {} as never;
    if (!form) return;
    if (!request.isMultipart()) {
      if (form.schema) return;
      throw unsupportedMediaType('An upload is sent as multipart/form-data.');
    }
    const parts = request.parts({ limits: { ...FORM.limits, fileSize: form.largestPart } });
    const { body, files } = await form.read(parts as AsyncIterable<FormPart>);
    request.body = body as never;
    request.uploadedFiles = files;
  };

const EVENT_STREAM = 'text/event-stream;charset=utf-8';

async function answer(operation: Operation, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { row, spec } = operation;
  const call = new Call(request, reply);
  const asked = (request.body ?? request.query) as { stream_response?: boolean } | undefined;
  const isStreamed = spec.stream !== undefined && asked?.stream_response === true;
  const sendEvents = (events: AsyncIterable<{ type: string }>) =>
    sendFrames(
      reply,
      EVENT_STREAM,
      frameEvents(events, request.log, () => !request.account.db.open),
      row.statuses[0],
    );
  let result: unknown;
  try {
    result = await operation.handler(call as OperationCall);
  } catch (error) {
    // What the engine refuses is an event where the answer is streamed (docs/behaviour/query.md, Streams).
    if (!(isStreamed && error instanceof ApiError && error.detail.isEngineError)) throw error;
    return sendEvents(failWith(error));
  }
  if (result instanceof Frames) return sendFrames(reply, result.contentType, result.frames);
  if (spec.stream && isAnswer(result)) {
    if (isStreamed) return sendEvents(result.events());
    result = await result.body();
  }
  const status = result instanceof Answered ? result.status : row.statuses[0]!;
  reply.code(status);
  if (result instanceof Answered) return reply.send(result.body);
  if (result instanceof Kept) return sendKept(reply, result);
  if (result instanceof JsonText) return reply.type('application/json').serializer(asItIs).send(result.text);
  if (result instanceof JsonPieces) return reply.type('application/json').send(Readable.from(result.pieces));
  return reply.send(spec.answer ? result : null);
}

const isAnswer = (value: unknown): value is Answer<unknown> =>
  typeof (value as Partial<Answer<unknown>> | undefined)?.events === 'function';

const asItIs = (text: unknown) => text as string;

// biome-ignore lint/correctness/useYield: a stream that fails before its first event
async function* failWith(error: ApiError): AsyncGenerator<{ type: string }, void, undefined> {
  throw error;
}

/** What a handler is called with, looked up when it is asked for: most need little of it, and a signal costs listeners. */
class Call implements OperationCall {
  readonly #request: FastifyRequest;
  readonly #reply: FastifyReply;
  #signal: AbortSignal | undefined;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    this.#request = request;
    this.#reply = reply;
  }

  get account() {
    return this.#request.account;
  }
  get principal() {
    return this.#request.principal;
  }
  get path() {
    return this.#request.params as Record<string, string>;
  }
  get query() {
    return this.#request.query;
  }
  get body() {
    return this.#request.body;
  }
  get files() {
    return this.#request.uploadedFiles ?? [];
  }
  get requestId() {
    return this.#request.id;
  }
  get log() {
    return this.#request.log;
  }
  get signal() {
    this.#signal ??= signalOf(this.#request, this.#reply);
    return this.#signal;
  }
}

const FORM = {
  limits: { parts: 1000 },
  throwFileSizeLimit: false,
  preservePath: true,
  // Clients send the file without a name beside a `filename` field, and JSON with one: a part's name tells what it is.
  isPartAFile: () => true,
};

/** `onlyForms`: a body of another type is not even parsed before it is refused. */
async function registerForms(
  scope: FastifyInstance,
  operations: readonly Operation[],
  onlyForms: boolean,
): Promise<void> {
  const { default: multipart } = await import('@fastify/multipart');
  if (onlyForms) scope.removeAllContentTypeParsers();
  await scope.register(multipart, FORM);
  if (onlyForms) scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
  for (const operation of operations) register(scope, operation);
}

/** Of one source, in case questions are made up without end. */
const MOST_TEXTS = 50;

/** By source, so that what nobody answers from any more is forgotten. */
const kept = new WeakMap<object, Map<string, string>>();

/**
 * Sends an answer whose text is made once for each question and source: a list that is asked for again and again takes a
 * fraction of the time (measured by bench/server/list-llms-bench.ts).
 */
function sendKept(reply: FastifyReply, { source, question, answer }: Kept<unknown>): FastifyReply {
  const texts = kept.get(source) ?? new Map<string, string>();
  kept.set(source, texts);
  const key = JSON.stringify(question);
  const text = texts.get(key) ?? (reply.serialize(answer()) as string);
  if (texts.size < MOST_TEXTS) texts.set(key, text);
  return reply.type('application/json; charset=utf-8').serializer(asItIs).send(text);
}
