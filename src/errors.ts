/**
 * The API's errors by name, thrown anywhere and rendered once, in http/errors/error-handler.ts
 * (docs/behaviour/conventions.md, Errors and Status codes). Messages that come from the engine start with a gRPC-style
 * code; plain refusals do not.
 */

/** Dotted paths prefixed by the place of the value (`body.search.corpora`) to what is wrong there. */
export type FieldErrors = Record<string, string>;

interface ErrorDetail {
  fieldErrors?: FieldErrors;
  /** The identifier that was not found, echoed by 404 bodies. */
  id?: string;
  headers?: Record<string, string>;
  cause?: unknown;
  /**
   * The service notices it only while it answers: in a stream it is an event, not a status (docs/behaviour/query.md,
   * Streams).
   */
  isEngineError?: boolean;
}

export class ApiError extends Error {
  override name = 'ApiError';
  readonly statusCode: number;
  readonly detail: ErrorDetail;

  constructor(statusCode: number, message: string, detail: ErrorDetail = {}) {
    super(message, { cause: detail.cause });
    this.statusCode = statusCode;
    this.detail = detail;
  }
}

/** How many findings an answer tells: more help nobody, and a body can be wrong in a million places. */
const MOST_FINDINGS = 20;

export function invalidFields(fieldErrors: FieldErrors, message = 'Request validation failed.'): ApiError {
  const findings = Object.entries(fieldErrors);
  if (findings.length <= MOST_FINDINGS) return new ApiError(400, message, { fieldErrors });
  return new ApiError(400, `${message} These are ${MOST_FINDINGS} of its findings.`, {
    fieldErrors: Object.fromEntries(findings.slice(0, MOST_FINDINGS)),
  });
}

export const invalidField = (field: string, rule: string, message?: string) =>
  invalidFields({ [field]: rule }, message ?? `${field} ${rule}`);

/** A refusal by the engine rather than by the schema; `field` names the culprit where there is one. */
export const invalidArgument = (message: string, field?: string) =>
  new ApiError(400, `INVALID_ARGUMENT: ${message}`, { fieldErrors: field ? { [field]: message } : {} });

export const malformedBody = (message: string) => new ApiError(400, message, { fieldErrors: { body: message } });

export const unauthenticated = () =>
  new ApiError(
    401,
    'No credential was sent. Send an API key in the x-api-key header, or a bearer token in the Authorization header.',
  );

/** A credential that lets nobody in; `why` is a sentence. The credential itself is never repeated. */
export const unknownCredential = (why: string) => new ApiError(401, `The credential is not accepted. ${why}`);

export const forbidden = (message: string) => new ApiError(403, message);

export const notFound = (kind: string, id: string) => new ApiError(404, `${kind} '${id}' was not found.`, { id });

export const methodNotAllowed = (method: string, path: string, allowed: readonly string[]) =>
  new ApiError(405, `${method} is not allowed on ${path}. Allowed: ${allowed.join(', ')}.`, {
    headers: { allow: allowed.join(', ') },
  });

export const deadlineExceeded = () =>
  new ApiError(408, 'DEADLINE_EXCEEDED: The request exceeded the specified timeout.');

/**
 * A synchronous call whose time is up; what it asked for is done all the same (docs/behaviour/documents.md, Bulk
 * deletion).
 */
export const jobGoesOn = (jobId: string) =>
  new ApiError(504, `DEADLINE_EXCEEDED: The request exceeded the specified timeout. The job ${jobId} goes on.`);

export const conflict = (message: string) => new ApiError(409, message);

/** What a request meets that was being answered while its account was reset, replaced or deleted. */
export const accountReplaced = () =>
  conflict('ABORTED: The account was reset, replaced or deleted while this request was being answered. Send it again.');

export const bodyTooLarge = (message: string) => new ApiError(413, message);

export const unsupportedMediaType = (message: string) => new ApiError(415, message);

export const unprocessable = (message: string) => new ApiError(422, message);

export const internal = (message: string, cause?: unknown) => new ApiError(500, `INTERNAL: ${message}`, { cause });

export const badGateway = (message: string, cause?: unknown) => new ApiError(502, message, { cause });

/** The machine cannot serve this now, and says in words what would help. Clients try again on their own. */
export const unavailable = (message: string, cause?: unknown) =>
  new ApiError(503, `UNAVAILABLE: ${message}`, { cause });

export const insufficientStorage = (message: string, cause?: unknown) =>
  new ApiError(507, `RESOURCE_EXHAUSTED: ${message}`, { cause });

export const notEmulated = (operationId: string) =>
  new ApiError(501, `UNIMPLEMENTED: The operation ${operationId} exists in Vectara's API but is not emulated here.`);

/** What an optional package would bring that is not installed; the message says which. */
export const packageMissing = (message: string, cause: unknown) =>
  new ApiError(501, `UNIMPLEMENTED: ${message}`, { cause });

/** The refusal of a name that more than one LLM answers to. */
export const ambiguousLlm = (name: string, candidates: readonly { name: string }[], field: string) =>
  invalidArgument(`LLM '${name}' could be any of ${candidates.map((c) => `'${c.name}'`).join(', ')}.`, field);
