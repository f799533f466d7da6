/** One call of the model, tried again where the agent says so (docs/behaviour/agent-turns.md, Retries and Failures). */
import { setTimeout } from 'node:timers/promises';
import { ApiError } from '../errors.ts';
import { type CollectedAnswer, collectChunks } from '../upstream/collect-chunks.ts';
import type { ModelChunk, ModelRequest } from '../upstream/language-model.ts';
import { describeGenerationFailure, UpstreamError, type UpstreamFailure } from '../upstream/upstream-error.ts';
import type { Turn } from './turn.ts';

type Llm = Turn['llm'];

/** Yields the answer as it comes, returns the whole answer. Throws ApiError, or the signal's reason. */
export async function* askModel(
  llm: Llm,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelChunk, CollectedAnswer, undefined> {
  for (let attempt = 0; ; attempt += 1) {
    const chunks: ModelChunk[] = [];
    try {
      for await (const chunk of llm.model.generate(request, signal)) {
        chunks.push(chunk);
        yield chunk;
      }
      return await collectChunks(again(chunks));
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      const mayRetry = chunks.length === 0 && attempt < (llm.retry?.maxRetries ?? 0) && isPassing(error.failure);
      if (!mayRetry) throw turnFailed(error, llm.name);
      await setTimeout(backoff(llm.retry!, attempt), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

/** The answer of a call whose pieces nobody is told. */
export async function wholeAnswer(llm: Llm, request: ModelRequest, signal: AbortSignal): Promise<CollectedAnswer> {
  const asked = askModel(llm, request, signal);
  for (;;) {
    const { done, value } = await asked.next();
    if (done) return value;
  }
}

async function* again<T>(items: readonly T[]): AsyncGenerator<T, void, undefined> {
  yield* items;
}

const backoff = ({ initialBackoff, maxBackoff, factor }: NonNullable<Llm['retry']>, attempt: number): number =>
  Math.min(maxBackoff, initialBackoff * factor ** attempt);

function isPassing(failure: UpstreamFailure): boolean {
  if (failure.kind === 'http') return failure.status === 408 || failure.status === 429 || failure.status >= 500;
  return failure.kind === 'unreachable' || failure.kind === 'idle';
}

const STATUS: Record<UpstreamFailure['kind'], number> = {
  http: 500,
  invalid: 500,
  unreachable: 502,
  token: 502,
  idle: 504,
};

const turnFailed = (error: UpstreamError, llm: string): ApiError =>
  new ApiError(
    STATUS[error.failure.kind],
    `INTERNAL: Failed to generate agent output: ${describeGenerationFailure(llm, error.failure)}`,
    { cause: error },
  );
