import type { FastifyRequest } from 'fastify';
import { ApiError, deadlineExceeded, unauthenticated } from '../../errors.ts';
import type { AnswerFault } from './answer-faults-schema.ts';

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
