import type { Message } from '../language-model.ts';
import { textOf } from '../messages/message-text.ts';

/** Tokens of a text, estimated as a quarter of its UTF-16 code units, rounded up (reference §7.3). */
export function estimateTokens(text: string): number {
  return tokensOf(text.length);
}

/** Tokens of a whole prompt: the texts of all messages and tool calls taken together. */
export function estimatePromptTokens(messages: Message[]): number {
  let characters = 0;
  for (const message of messages) {
    characters += textOf(message).length;
    for (const call of message.toolCalls ?? []) characters += call.name.length + call.arguments.length;
  }
  return tokensOf(characters);
}

const tokensOf = (characters: number): number => Math.ceil(characters / 4);
