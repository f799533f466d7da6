import { errorMessage } from '../../upstream/transport/error-message.ts';
import { UpstreamError } from '../../upstream/upstream-error.ts';
import type { ScriptedError } from '../script-answer-schema.ts';

/** As reported where a registration does not say how long to wait (reference §2.5). */
const DEFAULT_IDLE_SECONDS = 60;

/**
 * What an adapter throws when its upstream fails like this. A stream that has begun has had its status: an error that
 * the provider sends then is reported as one inside an answer.
 */
export function scriptedFailure(error: ScriptedError, hasBegun: boolean): UpstreamError {
  switch (error.kind) {
    case 'unreachable':
      return new UpstreamError({ kind: 'unreachable', reason: error.reason ?? 'connection refused' });
    case 'idle':
      return new UpstreamError({ kind: 'idle', seconds: error.seconds ?? DEFAULT_IDLE_SECONDS });
    case 'invalid':
      return new UpstreamError({ kind: 'invalid', reason: error.reason ?? 'expected JSON' });
    default: {
      const status = error.status ?? 500;
      const message = errorMessage(bodyOf(error), status, (text) => text);
      return hasBegun
        ? new UpstreamError({ kind: 'invalid', reason: `the upstream reported an error: ${message}` })
        : new UpstreamError({ kind: 'http', status, message });
    }
  }
}

/** The provider's answer, as it would have sent it. */
function bodyOf({ body, message, type, code }: ScriptedError): string {
  if (body !== undefined) return typeof body === 'string' ? body : JSON.stringify(body);
  return message === undefined ? '' : JSON.stringify({ error: { message, type, code } });
}
