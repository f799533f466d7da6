import type { ContentPart, Message } from '../../upstream/language-model.ts';
import { mergeAdjacentRoles } from '../../upstream/messages.ts';
import { type Rendered, renderTemplate, type Template, TemplateError, type Value } from '../../velocity/velocity.ts';
import { templateFailed } from '../answer/generation-failure.ts';
import type { GenerationPlan } from '../plan/query-plan.ts';
import type { SearchResult } from '../query-schema.ts';
import { promptVariables } from './prompt-variables.ts';

export interface RenderedPrompt {
  /**
   * What responses show (docs/behaviour/prompts.md, Rendered prompt): the text as rendered, or, where neighbouring messages of one role are merged
   * for the LLM, the messages that it is sent.
   */
  text: string;
  messages: Message[];
}

/** What an LLM asks of the roles of its messages. */
export interface RolesOfLlm {
  /** Mockingbird refuses messages that do not alternate (docs/behaviour/prompts.md, From template to messages). */
  strictRoles: boolean;
  /** Neighbouring messages of one role are merged for it (its capability `requires_role_alternation`). */
  mergesRoles: boolean;
}

/** The prompt for the results that are used. Throws the error of a template that cannot be rendered or read. */
export function renderPrompt(plan: GenerationPlan, query: string, used: SearchResult[]): RenderedPrompt {
  return renderMessages(plan.template, promptVariables(plan, query, used), plan, (detail) =>
    templateFailed(detail, plan.templateFrom),
  );
}

/** A template as messages. `failed` gives the error to throw where it cannot be rendered or read. */
export function renderMessages(
  template: Template,
  variables: Map<string, Value>,
  { strictRoles, mergesRoles }: RolesOfLlm,
  failed: (detail: string) => Error,
): RenderedPrompt {
  try {
    return readMessages(renderTemplate(template, variables), { strictRoles, mergesRoles });
  } catch (error) {
    if (!(error instanceof TemplateError || error instanceof PromptError)) throw error;
    throw failed(error.message);
  }
}

const textOfMessages = (messages: readonly Message[]) =>
  JSON.stringify(messages.map(({ role, content, extra }) => ({ role, content, ...extra })));

/**
 * Rendered text as messages, if the branch of the template that was taken is a list of them, else as one message of the
 * user's: what a query or a passage rendered to has no say in that. Throws PromptError.
 */
export function readMessages({ text, escaping }: Rendered, { strictRoles, mergesRoles }: RolesOfLlm): RenderedPrompt {
  const messages = escaping === 'json' ? parseMessages(text) : plainMessage(text);
  if (strictRoles) requireAlternatingRoles(messages);
  const merged = mergesRoles ? mergeAdjacentRoles(messages) : messages;
  return { text: merged.length < messages.length ? textOfMessages(merged) : text, messages: merged };
}

const ROLES = ['system', 'user', 'assistant'];

/** A rendered prompt that is no list of messages; the message says what is wrong where. */
export class PromptError extends Error {
  override name = 'PromptError';
}

/**
 * A rendered prompt as messages (docs/behaviour/prompts.md, From template to messages): a JSON array of messages, one such object, or, where a branch of the
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
function plainMessage(prompt: string): Message[] {
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
function requireAlternatingRoles(messages: readonly Message[]): void {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  const misplaced = turns.findIndex(({ role }, index) => role !== (index % 2 === 0 ? 'user' : 'assistant'));
  if (misplaced >= 0 || turns.at(-1)?.role !== 'user') {
    throw new PromptError(
      'this LLM needs an optional system message, then user and assistant messages in turn, the last one from the user.',
    );
  }
}

/**
 * Parses JSON as prompt templates produce it (docs/behaviour/prompts.md, From template to messages): raw line breaks and other control characters inside
 * strings, and commas a loop left before a closing bracket, are accepted. Throws SyntaxError as JSON.parse does.
 */
export function parseLenientJson(text: string): unknown {
  return JSON.parse(
    text.replace(STRING_OR_COMMAS, (token, offset: number) => {
      if (token.startsWith('"')) return escapeControls(token);
      return CLOSING.has(text.charAt(offset + token.length)) ? token.replaceAll(',', '') : token;
    }),
  );
}

/** A string literal, or commas with the white space among them; each read once, so that long texts take linear time. */
const STRING_OR_COMMAS = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"?|,[\s,]*/g;

const CLOSING = new Set([']', '}']);

const NAMED: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeControls = (literal: string) =>
  literal.replace(/[\u0000-\u001f]/g, (c) => NAMED[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
