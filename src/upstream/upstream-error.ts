/** Why an upstream gave no (complete) answer. `reason` is safe to show: secrets are already taken out. */
export type UpstreamFailure =
  | { kind: 'http'; status: number; message: string }
  | { kind: 'unreachable'; reason: string }
  | { kind: 'idle'; seconds: number }
  | { kind: 'invalid'; reason: string }
  | { kind: 'token'; host: string; status?: number; reason?: string };

export class UpstreamError extends Error {
  override name = 'UpstreamError';
  readonly failure: UpstreamFailure;

  constructor(failure: UpstreamFailure) {
    super(describeFailure(failure));
    this.failure = failure;
  }
}

/** The failure of a connection test, in the words of docs/behaviour/llms.md, Connection test. */
export function describeFailure(failure: UpstreamFailure): string {
  switch (failure.kind) {
    case 'http':
      return `HTTP ${failure.status}: ${failure.message}`;
    case 'unreachable':
      return failure.reason;
    case 'idle':
      return `timed out after ${failure.seconds} s`;
    case 'invalid':
      return `invalid response: ${failure.reason}`;
    case 'token':
      return failure.status === undefined
        ? `token endpoint ${failure.host} could not be used: ${failure.reason ?? 'no answer'}`
        : `token endpoint ${failure.host} returned HTTP ${failure.status}`;
  }
}

/**
 * The same failure during generation, in the words of docs/behaviour/query.md, Failures (without its leading code and
 * stage).
 */
export const describeGenerationFailure = (llmName: string, failure: UpstreamFailure): string =>
  describeUpstreamFailure(`LLM '${llmName}'`, failure);

/**
 * The same failure in the midst of a request. `upstream` is who failed: `Encoder 'ours'`.
 */
export function describeUpstreamFailure(upstream: string, failure: UpstreamFailure): string {
  switch (failure.kind) {
    case 'http':
      return `${upstream} returned HTTP ${failure.status}: ${failure.message.slice(0, 300)}`;
    case 'unreachable':
      return `${upstream} could not be reached: ${failure.reason}`;
    case 'idle':
      return `${upstream} sent no data for ${failure.seconds} seconds`;
    case 'invalid':
      return `${upstream} returned an invalid response: ${failure.reason}`;
    case 'token':
      return failure.status === undefined
        ? `token request for ${upstream} failed: ${failure.reason ?? 'no answer'}`
        : `token request for ${upstream} failed with HTTP ${failure.status}`;
  }
}
