import { ApiError } from '../../errors.ts';
import { UpstreamError } from '../upstream-error.ts';

/**
 * Runs the test call of a registration; an upstream's failure becomes the 400 of docs/behaviour/llms.md, Connection
 * test. `what`: `LLM`, say.
 */
export async function orConnectionFailed<T>(what: string, test: Promise<T>): Promise<T> {
  try {
    return await test;
  } catch (error) {
    throw error instanceof UpstreamError ? connectionFailed(what, error) : error;
  }
}

function connectionFailed(what: string, error: UpstreamError): ApiError {
  const { failure } = error;
  const offline = failure.kind === 'unreachable' || (failure.kind === 'token' && !failure.status);
  const hint = offline ? ' To work without reaching providers, start the emulator with --upstream simulate.' : '';
  return new ApiError(400, `Failed to connect to the ${what}: ${error.message}${hint}`, { cause: error });
}
