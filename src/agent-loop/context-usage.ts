/** How much of its model's window a conversation takes (docs/behaviour/agent-turns.md, Compaction). */
import type { CollectedAnswer } from '../upstream/collect-chunks.ts';
import type { ModelRequest } from '../upstream/language-model.ts';
import { sessionsOf } from '../v2/sessions/sessions-repository.ts';
import type { SessionContextUsage, TurnEvent } from './event-schema.ts';
import type { Turn } from './turn.ts';

const CHARACTERS_PER_TOKEN = 4;

/** As many characters as the tokens that a picture takes, whatever its size. */
const PICTURE = '.'.repeat(CHARACTERS_PER_TOKEN * 1000);
const withoutPictures = (name: string, value: unknown) => (name === 'image_url' ? PICTURE : value);

export const estimateTokens = ({ messages, tools }: ModelRequest): number =>
  Math.ceil(
    (JSON.stringify(messages, withoutPictures).length + JSON.stringify(tools ?? []).length) / CHARACTERS_PER_TOKEN,
  );

/** What the provider counted of the last request, and an estimate of what was added since. */
export function expectedTokens({ account, session: { agentKey, key } }: Turn, request: ModelRequest): number {
  const estimate = estimateTokens(request);
  const { input_tokens, estimated_input } = sessionsOf(account).get(agentKey, key).contextUsage ?? {};
  if (estimated_input === undefined || input_tokens?.count === undefined) return estimate;
  return Math.max(0, input_tokens.count + estimate - estimated_input);
}

/** Of an answer that the conversation goes on from, or of a summary, after which nothing is known of what it takes. */
export function* tellUsage(
  { account, session: { agentKey, key }, llm }: Pick<Turn, 'account' | 'session' | 'llm'>,
  request: ModelRequest,
  { text, usage }: CollectedAnswer,
  isSummary = false,
): Generator<TurnEvent> {
  const { cachedTokens: cached_tokens, reasoningTokens: reasoning_tokens } = usage ?? {};
  const estimated_input = estimateTokens(request);
  const input = usage?.promptTokens ?? estimated_input;
  const output = usage?.completionTokens ?? Math.ceil(text.length / CHARACTERS_PER_TOKEN);
  const session_context_usage: SessionContextUsage = {
    input_tokens: { count: input, ...(cached_tokens !== undefined && { cached_tokens }) },
    output_tokens: { count: output, ...(reasoning_tokens !== undefined && { reasoning_tokens }) },
    total_tokens: input + output,
    model_context_window: llm.contextLimit,
  };
  const contextUsage = isSummary ? session_context_usage : { ...session_context_usage, estimated_input };
  sessionsOf(account).update(agentKey, key, { contextUsage });
  yield { type: 'context_consumed', session_context_usage, created_at: new Date(account.now()).toISOString() };
}
