import type { FinishReason, Usage } from '../language-model.ts';
import type { AnthropicUsage } from './anthropic-wire.ts';

const REASONS: Record<string, FinishReason> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** `bySchema`: the tool call was our way of asking for JSON, so it is not one to the caller. */
export function fromAnthropicStopReason(reason: unknown, bySchema: boolean): FinishReason {
  const known = (typeof reason === 'string' && REASONS[reason]) || 'stop';
  return known === 'tool_calls' && bySchema ? 'stop' : known;
}

/** Anthropic counts cached prompt tokens apart from the others. */
export function fromAnthropicUsage(usage: AnthropicUsage | undefined): Usage | undefined {
  if (usage?.input_tokens === undefined && usage?.output_tokens === undefined) return undefined;
  return {
    promptTokens:
      (usage.input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0),
    completionTokens: usage.output_tokens ?? 0,
  };
}
