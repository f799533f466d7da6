import type { IncomingMessage } from 'node:http';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { answerClientError } from './errors/client-error.ts';
import { registerErrorHandler, sendError } from './errors/error-handler.ts';
import { registerJsonBody } from './input/json-body.ts';
import { registerValidation } from './input/validation.ts';
import { REQUEST_ID } from './request-id.ts';
import { registerRequestLog } from './watching/request-log.ts';

const LARGEST_BODY_BYTES = 64 * 1024 * 1024;
/** Characters, percent-encoded: document ids may have 1024 of any script. */
const LONGEST_PARAMETER = 12 * 1024;
/** Bytes of a request's address and headers: ten thousand document ids are given in the address. */
const LARGEST_HEAD = 512 * 1024;

/** Fastify as everything here takes it: its bodies, errors, validation and log. */
export function createServer(
  log: FastifyBaseLogger,
  newRequestId: (request: IncomingMessage) => string,
): FastifyInstance {
  const app = Fastify({
    loggerInstance: log,
    genReqId: newRequestId,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LARGEST_BODY_BYTES,
    http: { maxHeaderSize: LARGEST_HEAD },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_PARAMETER },
    // A request that comes over an open connection while closing is answered, and the connection closed after it.
    return503OnClosing: false,
    frameworkErrors: sendError,
    clientErrorHandler: answerClientError,
  });
  app.decorate('openStreams', { count: 0 });
  // The id of the journal's entry, too, so that whoever holds an answer finds what happened inside.
  app.addHook('onRequest', (request, reply, done) => {
    reply.header(REQUEST_ID, request.id);
    done();
  });
  registerErrorHandler(app);
  registerValidation(app);
  registerJsonBody(app);
  registerRequestLog(app);
  return app;
}
