import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, accountReplaced, bodyTooLarge, malformedBody, unsupportedMediaType } from '../../errors.ts';
import { ClientGone } from '../request-deadline.ts';
import { REQUEST_ID } from '../request-id.ts';

/** Renders every error as one of Vectara's envelopes, with the request id that is in the log too (reference §1.3). */
export function registerErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | ApiError, request, reply) => sendError(error, request, reply));
}

export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  // Its database is closed, which fails work that is not done in words of its own.
  const isReplaced = request.account?.db.open === false;
  const known = asApiError(error) ?? (isReplaced ? accountReplaced() : undefined);
  if (!known && !(error instanceof ClientGone)) request.log.error({ err: error }, 'unexpected failure');
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
        ...(detail.id === undefined ? {} : { id: detail.id }),
        // A published client reads field_errors unguarded on every 400.
        ...(statusCode === 400 ? { field_errors: detail.fieldErrors ?? {} } : {}),
        messages: [message],
        request_id: request.id,
      })
  );
}

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
