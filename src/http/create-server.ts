// Its types know `hide`, by which a route is left out of the documents.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type {} from '@fastify/swagger';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { storageFailure } from '../accounts/storage-failure.ts';
import {
  ApiError,
  accountReplaced,
  bodyTooLarge,
  type FieldErrors,
  malformedBody,
  unsupportedMediaType,
} from '../errors.ts';
import { registerContentEncoding } from './content-encoding.ts';
import { registerJsonBody } from './json-body.ts';
import { ClientGone } from './request-deadline.ts';
import { createRequestIds, REQUEST_ID } from './request-id.ts';
import { registerValidation } from './validation.ts';

const LARGEST_BODY_BYTES = 64 * 1024 * 1024;
/** Characters, percent-encoded: document ids may have 1024 of any script. */
const LONGEST_PARAMETER = 12 * 1024;
/** Bytes of a request's address and headers: ten thousand document ids are given in the address. */
const LARGEST_HEAD = 512 * 1024;

/** Until all of a request has come; one that trickles in holds a connection and what it has sent so far. */
const REQUEST_TIMEOUT_MS = 120_000;
const HEADERS_TIMEOUT_MS = 60_000;
const CHECKED_EVERY_MS = 5000;

/** Fastify as everything here takes it: its bodies, errors, validation and log. */
export function createServer(
  log: FastifyBaseLogger,
  newRequestId: (request: IncomingMessage) => string,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    genReqId: newRequestId,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LARGEST_BODY_BYTES,
    // Node's own refusal of a request without a Host has no body.
    http: {
      maxHeaderSize: LARGEST_HEAD,
      requireHostHeader: false,
      // Node takes the longer of the two for that of the whole request.
      headersTimeout: Math.min(requestTimeoutMs, HEADERS_TIMEOUT_MS),
      connectionsCheckingInterval: Math.min(requestTimeoutMs, CHECKED_EVERY_MS),
    },
    requestTimeout: requestTimeoutMs,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_PARAMETER },
    // A request that comes over an open connection while closing is answered, and the connection closed after it.
    return503OnClosing: false,
    frameworkErrors: sendError,
    clientErrorHandler: answerClientError,
  });
  app.decorate('openStreams', { count: 0 });
  app.decorate('worksInHand', new Set<AbortController>());
  // The id of the journal's entry, too, so that whoever holds an answer finds what happened inside.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    const { httpVersion, headers } = request.raw;
    done(
      headers.host === undefined && httpVersion === '1.1' ? malformed('The request has no Host header.') : undefined,
    );
  });
  app.server.on('checkExpectation', answerExpectation);
  app.server.on('connect', (_request, socket) =>
    answerRaw(socket as Socket, '405 Method Not Allowed', 'This server is no proxy.'),
  );
  registerErrorHandler(app);
  registerValidation(app);
  registerContentEncoding(app);
  registerJsonBody(app);
  registerRequestLog(app);
  return app;
}

/**
 * Renders every error as one of Vectara's envelopes, with the request id that is in the log too
 * (docs/behaviour/conventions.md, Errors).
 */
export function registerErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => sendError(error, request, reply));
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Its database is closed, which fails work that is not done in words of its own.
  const isReplaced = request.account?.db.open === false;
  const failure = storageFailure(error);
  const known = asApiError(error) ?? (isReplaced ? accountReplaced() : failure);
  if (failure) request.log.error({ err: error }, 'storage failure');
  else if (!known && !(error instanceof ClientGone)) request.log.error({ err: error }, 'unexpected failure');
  const { statusCode, message, detail } = known ?? UNEXPECTED;
  return (
    reply
      .code(statusCode)
      .headers(detail.headers ?? {})
      // What cannot be routed has run no hooks.
      .header(REQUEST_ID, request.id)
      .header('content-type', 'application/json; charset=utf-8')
      .serializer(JSON.stringify)
      .send({
        ...(detail.id === undefined ? {} : { id: short(detail.id) }),
        // A published client reads field_errors unguarded on every 400.
        ...(statusCode === 400 ? { field_errors: shortFields(detail.fieldErrors ?? {}) } : {}),
        messages: [short(message)],
        request_id: request.id,
      })
  );
}

/** Of what a request said and its refusal repeats: more helps nobody, and a name can have a megabyte. */
const LONGEST_SAID = 2000;

const short = (text: string): string =>
  text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID)}…`.toWellFormed() : text;

const shortFields = (fields: FieldErrors): FieldErrors =>
  Object.fromEntries(Object.entries(fields).map(([field, rule]) => [short(field), short(rule)]));

const UNEXPECTED = new ApiError(
  500,
  'INTERNAL: The emulator failed unexpectedly. Its log has the details under this request_id.',
);

function asApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  const { code, message, statusCode } = error as FastifyError;
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return unsupportedMediaType('The Content-Type of this request is not supported here. Send application/json.');
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return bodyTooLarge('The request body is too large.');
    case 'FST_PARTS_LIMIT':
    case 'FST_FILES_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return bodyTooLarge('The form has more parts than any that means something.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return malformedBody('The request body does not have the length its Content-Length states.');
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new ApiError(400, message);
    default:
      return statusCode !== undefined && statusCode >= 400 && statusCode < 500
        ? new ApiError(statusCode, message)
        : undefined;
  }
}

const ANSWERS: Record<string, [status: string, message: string]> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The address and headers of the request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};
const MALFORMED = ['400 Bad Request', 'The request is not valid HTTP.'] as const;

const malformed = (message: string) => new ApiError(400, message);

/** Node answers what a client expects besides `100-continue` with an empty 417. */
function answerExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const [head, body] = envelope('417 Expectation Failed', 'Only 100-continue is known as an expectation.');
  response.writeHead(417, head).end(body);
}

/** Answers what cannot be read as a request at all, and so never reaches the error handler, in the same envelope. */
function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  if (REFUSED.has(socket)) return;
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = ANSWERS[error.code ?? ''] ?? MALFORMED;
  answerRaw(socket, status, message);
}

function answerRaw(socket: Socket, status: string, message: string): void {
  const [head, body] = envelope(status, message);
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`);
  REFUSED.add(socket);
  const timer = setTimeout(() => socket.destroy(), LONGEST_REST_MS).unref();
  socket.once('close', () => clearTimeout(timer));
}

/** What comes after the answer is taken for a while: a connection that is broken off amid it would take the answer with it. */
const REFUSED = new WeakSet<Socket>();
const LONGEST_REST_MS = 2000;

function envelope(status: string, message: string): [head: Record<string, string | number>, body: string] {
  const id = createRequestIds()();
  const fields = status.startsWith('400') ? { field_errors: {} } : {};
  const body = JSON.stringify({ ...fields, messages: [message], request_id: id });
  const head = {
    'Content-Type': 'application/json',
    'Content-Length': body.length,
    [REQUEST_ID]: id,
    Connection: 'close',
  };
  return [head, body];
}

/** One line a request, when it has been answered: what, how it went, how long. Never headers, bodies or query strings. */
function registerRequestLog(app: FastifyInstance): void {
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
