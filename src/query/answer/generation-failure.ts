/** Failures of generation as the API's errors (docs/behaviour/query.md, Failures). */
import { type ApiError, internal, invalidArgument } from '../../errors.ts';
import { describeGenerationFailure, UpstreamError } from '../../upstream/upstream-error.ts';
import type { GenerationPlan } from '../plan/query-plan.ts';

/** A template that cannot be parsed, rendered or read as messages. */
export const templateFailed = (
  detail: string,
  from: GenerationPlan['templateFrom'],
  field = 'body.generation.prompt_template',
): ApiError =>
  from === 'request'
    ? invalidArgument(`Failed to compile prompt: ${detail}`, field)
    : internal(`Failed to generate summary: Failed to compile prompts: ${detail}`);

/** Whatever a model threw; anything but an upstream's failure passes through. */
export const modelFailed = (error: unknown, llmName: string, stage = 'Failed to generate summary'): unknown =>
  error instanceof UpstreamError
    ? internal(`${stage}: ${describeGenerationFailure(llmName, error.failure)}`, error)
    : error;
