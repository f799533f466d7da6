import type { Message, Usage } from '../language-model.ts';
import { textOf } from '../messages/message-text.ts';
import type { ChatCompletionUsage } from './chat-completion-wire.ts';

const CHARACTERS_PER_TOKEN = 4;

/** Characters of all texts of a prompt, for estimates. */
export const promptCharacters = (messages: Message[]): number =>
  messages.reduce((sum, message) => sum + textOf(message).length, 0);

/** The upstream's count, or one token for every four characters begun (reference §7.3). */
export function chatCompletionUsage(
  counted: Usage | undefined,
  promptLength: number,
  completionLength: number,
): ChatCompletionUsage {
  const prompt = counted?.promptTokens ?? Math.ceil(promptLength / CHARACTERS_PER_TOKEN);
  const completion = counted?.completionTokens ?? Math.ceil(completionLength / CHARACTERS_PER_TOKEN);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}
