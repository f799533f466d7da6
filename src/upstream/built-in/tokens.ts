import type { FinishReason, Message, ModelParameters } from '../language-model.ts';
import { textOf } from '../messages.ts';

/**
 * Tokens of a text, estimated as a quarter of its UTF-16 code units, rounded up (docs/behaviour/chat-completions.md,
 * Response).
 */
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

/** The answer as far as `stop` sequences and `max_tokens` let it go, the cut falling on a word border where it can. */
export function cutAnswer(text: string, parameters: ModelParameters): { text: string; reason: FinishReason } {
  const stopped = beforeStopSequence(text, parameters.stop);
  const limit = parameters.max_tokens;
  if (typeof limit !== 'number' || !(limit >= 0) || estimateTokens(stopped) <= limit) {
    return { text: stopped, reason: 'stop' };
  }
  return { text: cutOnWordBorder(stopped, Math.floor(limit) * 4), reason: 'length' };
}

function beforeStopSequence(text: string, stop: unknown): string {
  const sequences = (Array.isArray(stop) ? stop : [stop]).filter((one) => typeof one === 'string' && one !== '');
  const positions = sequences.map((sequence) => text.indexOf(sequence)).filter((position) => position >= 0);
  return positions.length === 0 ? text : text.slice(0, Math.min(...positions));
}

function cutOnWordBorder(text: string, characters: number): string {
  const cut = text.slice(0, characters);
  if (/\s/.test(text.charAt(characters))) return cut;
  const whole = cut.replace(/\S+$/, '').trimEnd();
  return whole === '' ? cut.replace(/[\ud800-\udbff]$/, '') : whole;
}

/** A text in pieces of about a word, together the text. Scripts without spaces go a few characters at a time. */
export function wordChunks(text: string): string[] {
  return text.match(/[\u2e80-\ud7ff\uf900-\ufaff]{1,4}|[^\s\u2e80-\ud7ff\uf900-\ufaff]{1,24}\s*|\s+/gu) ?? [];
}
