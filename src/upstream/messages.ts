/** Messages as the dialects need them: texts, media, roles in turn; and what is read leniently of what providers send. */
import { createHash } from 'node:crypto';
import type { ContentPart, Message } from './language-model.ts';

/** The text of a message without its images and files. */
export function textOf({ content }: Pick<Message, 'content'>): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** System messages lifted out as one text (blank lines between), for providers that take them apart. */
export function liftSystemMessages(messages: Message[]): { system: string; conversation: Message[] } {
  return {
    system: messages
      .filter(({ role }) => role === 'system')
      .map(textOf)
      .filter((text) => text !== '')
      .join('\n\n'),
    conversation: messages.filter(({ role }) => role !== 'system'),
  };
}

/**
 * Consecutive messages of one role as one, their texts joined by a blank line (docs/behaviour/llms.md, Upstream
 * requests). Tool results stay apart.
 */
export function mergeAdjacentRoles(messages: Message[]): Message[] {
  const merged: Message[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === message.role && message.role !== 'tool') merged[merged.length - 1] = merge(last, message);
    else merged.push(message);
  }
  return merged;
}

function merge(first: Message, second: Message): Message {
  const toolCalls = [...(first.toolCalls ?? []), ...(second.toolCalls ?? [])];
  return {
    ...first,
    ...(first.extra || second.extra ? { extra: { ...first.extra, ...second.extra } } : {}),
    content: joinContents(first.content, second.content),
    ...(toolCalls.length ? { toolCalls } : {}),
  };
}

function joinContents(first: Message['content'], second: Message['content']): Message['content'] {
  if (typeof first === 'string' && typeof second === 'string') return joinTexts(first, second);
  return [...partsOf(first), ...partsOf(second)];
}

const joinTexts = (first: string, second: string) => (first && second ? `${first}\n\n${second}` : first || second);

/** A content as parts, none of them a text without words: providers refuse those. */
export const partsOf = (content: Message['content']): ContentPart[] =>
  (typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content).filter(
    (part) => part.type !== 'text' || part.text.trim() !== '',
  );

/** An image or a file as providers other than OpenAI want it: its bytes, or where they are. */
export type MediaSource = { mediaType: string; base64: string } | { url: string };

const DATA_URL = /^data:([^;,]*)((?:;[^;,]*)*?)(;base64)?,(.*)$/is;

/** Reads a `data:` URL; any other address is passed on. */
export function mediaSource(url: string, otherwise = 'image/png'): MediaSource {
  const [, mediaType, , encoding, data] = DATA_URL.exec(url) ?? [];
  if (data === undefined) return { url };
  return {
    mediaType: mediaType || otherwise,
    base64: encoding ? data.replace(/\s+/g, '') : Buffer.from(percentDecoded(data) ?? data).toString('base64'),
  };
}

/** What is wrong with an address that media are to be had from; undefined when nothing is. */
export function mediaUrlError(url: unknown): string | undefined {
  if (typeof url !== 'string' || url === '') return 'should be an address or a data URL.';
  if (!/^data:/i.test(url))
    return /^(https?|gs|file):/i.test(url) && URL.canParse(url) ? undefined : 'should be an address or a data URL.';
  const [, , , encoding, data] = DATA_URL.exec(url) ?? [];
  if (!data) return 'is a data URL without data.';
  if (!encoding) return percentDecoded(data) === undefined ? 'is a data URL whose escapes cannot be read.' : undefined;
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(data.replace(/\s+/g, ''))
    ? undefined
    : 'is a data URL whose data are not base64.';
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** The object a text holds as JSON; undefined when it holds anything else. */
export function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    return recordIn(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Arguments of a tool call as providers other than OpenAI want them; text that is no object stays readable. */
export const argumentsObject = (written: string): Record<string, unknown> =>
  jsonObject(written) ?? (written.trim() === '' ? {} : { arguments: written });

/** What an upstream sent where an object belongs; undefined for anything else. */
export const recordIn = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;

/** The objects of a list that an upstream sent; a list of another kind, or none, has none. */
export function objectsOf<T extends object>(list: readonly T[] | null | undefined): T[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}

/** What an upstream sent where a text belongs; anything else, like no text, is the empty text. */
export const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What an upstream sent where a text belongs that says something; some send `""` where null is meant. */
export const wordIn = (value: unknown): string | undefined => textIn(value) || undefined;

/** A content as an upstream sends it: a text, or a list of texts and of parts, of which those that are thoughts are no answer. */
export function textInContent(content: unknown): string {
  if (!Array.isArray(content)) return textIn(content) || textIn(recordIn(content)?.text);
  return content.map((part) => (typeof part === 'string' ? part : textInPart(recordIn(part) ?? {}))).join('');
}

/** What a content refuses to answer, in the model's words; to be told where it says nothing else. */
export const refusalInContent = (content: unknown): string =>
  Array.isArray(content)
    ? objectsOf(content as { refusal?: unknown }[])
        .map(({ refusal }) => textIn(refusal))
        .join('')
    : '';

function textInPart(part: Record<string, unknown>): string {
  if (isThought(part)) return '';
  return textIn(part.text) || textIn(recordIn(part.text)?.value);
}

const isThought = ({ type, thought }: Record<string, unknown>): boolean =>
  thought === true || /think|reason/i.test(textIn(type));

/** The thoughts among the parts of a content: a text each, or, as Mistral has them, a list of texts. */
export const thoughtsInContent = (content: unknown): string =>
  Array.isArray(content)
    ? objectsOf(content as Record<string, unknown>[])
        .filter(isThought)
        .map(({ text, thinking }) => textIn(text) || textInContent(thinking))
        .join('')
    : '';

/** Arguments as an upstream writes them: JSON text, or, against the protocol, the object itself. */
export const argumentsIn = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : textIn(value);

/** The ids that calls without one get: they differ from answer to answer, and are the same for the same question. */
export function callIds(messages: Message[]): (index: number) => string {
  let hash: string | undefined;
  return (index) => {
    hash ??= createHash('sha256').update(JSON.stringify(messages)).digest('hex').slice(0, 20);
    return `call_${hash}${String(index).padStart(4, '0')}`;
  };
}

/** Whether an id is one of these, which the provider does not know. */
export const isMadeUp = (id: string): boolean => /^call_[0-9a-f]{20}\d{4}$/.test(id);
