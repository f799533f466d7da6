import { UpstreamError } from '../upstream-error.ts';
import { messageIn } from './error-message.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

/** An error that came where a piece of an answer was expected, after a 2xx. */
export function reportedError(error: unknown, answer: UpstreamAnswer): UpstreamError {
  const words = answer.quote(messageIn(error) ?? JSON.stringify(error));
  return new UpstreamError({ kind: 'invalid', reason: `the upstream reported an error: ${words}` });
}

/** JSON, but not of the shape the dialect promises. */
export function unexpectedShape(expected: string): UpstreamError {
  return new UpstreamError({ kind: 'invalid', reason: `expected ${expected}` });
}
