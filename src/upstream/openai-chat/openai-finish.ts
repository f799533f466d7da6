import type { FinishReason, Usage } from '../language-model.ts';

/** OpenAI's reasons are ours; what other servers make up counts as a natural end. */
export function fromOpenAiFinishReason(reason: string): FinishReason {
  if (reason === 'function_call') return 'tool_calls';
  return reason === 'length' || reason === 'tool_calls' || reason === 'content_filter' ? reason : 'stop';
}

export function fromOpenAiUsage(
  usage: { prompt_tokens?: number; completion_tokens?: number } | null | undefined,
): Usage | undefined {
  if (typeof usage?.prompt_tokens !== 'number' && typeof usage?.completion_tokens !== 'number') return undefined;
  return { promptTokens: usage.prompt_tokens ?? 0, completionTokens: usage.completion_tokens ?? 0 };
}
