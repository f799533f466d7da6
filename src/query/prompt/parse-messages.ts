import type { ContentPart, Message } from '../../upstream/language-model.ts';
import { parseLenientJson } from './lenient-json.ts';

const ROLES = ['system', 'user', 'assistant'];

/** A rendered prompt that is no list of messages; the message says what is wrong where. */
export class PromptError extends Error {
  override name = 'PromptError';
}

/**
 * A rendered prompt as messages (reference §4.1): a JSON array of messages, one such object, or, where a branch of the
 * template began otherwise, plain text. Throws PromptError.
 */
export function parseMessages(prompt: string): Message[] {
  const text = prompt.trim();
  if (!/^[[{]/.test(text)) return plainMessage(text);
  const value = parseJson(text);
  const list = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new PromptError('the prompt is an empty list of messages.');
  return list.map(toMessage);
}

/** Plain text as one message of the user's. Throws PromptError. */
export function plainMessage(prompt: string): Message[] {
  const content = prompt.trim();
  if (content === '') throw new PromptError('the prompt is empty.');
  return [{ role: 'user', content }];
}

function parseJson(text: string): unknown {
  try {
    return parseLenientJson(text);
  } catch (error) {
    throw new PromptError(`the rendered prompt starts like JSON but is not: ${(error as Error).message}.`);
  }
}

function toMessage(value: unknown, index: number): Message {
  const { role, content, ...extra } = (value ?? {}) as Record<string, unknown>;
  if (typeof role !== 'string' || !ROLES.includes(role)) {
    throw new PromptError(
      `message ${index} has the role ${JSON.stringify(role)}; it should be one of ${ROLES.join(', ')}.`,
    );
  }
  if (typeof content !== 'string' && !isContentParts(content)) {
    throw new PromptError(`message ${index} should have a content that is text or a list of content parts.`);
  }
  const message: Message = { role: role as Message['role'], content };
  return Object.keys(extra).length > 0 ? { ...message, extra } : message;
}

const isContentParts = (content: unknown): content is ContentPart[] =>
  Array.isArray(content) &&
  content.every((part) => typeof part?.text === 'string' || typeof part?.image_url?.url === 'string');

/**
 * What Mockingbird asks of its messages: at most one system message, first; then user and assistant in turn, the last
 * one the user's. Throws PromptError.
 */
export function requireAlternatingRoles(messages: readonly Message[]): void {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  const misplaced = turns.findIndex(({ role }, index) => role !== (index % 2 === 0 ? 'user' : 'assistant'));
  if (misplaced >= 0 || turns.at(-1)?.role !== 'user') {
    throw new PromptError(
      'this LLM needs an optional system message, then user and assistant messages in turn, the last one from the user.',
    );
  }
}
