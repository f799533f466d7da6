import type { ContentPart, Message } from '../language-model.ts';
import { imageSource } from '../messages/image-source.ts';
import { argumentsObject, jsonObject } from '../messages/json-object.ts';
import { mergeAdjacentRoles } from '../messages/merge-adjacent-roles.ts';
import { textOf } from '../messages/message-text.ts';
import type { GeminiContent, GeminiPart } from './gemini-wire.ts';

const MEDIA_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  heic: 'image/heic',
};

/** Everything but system messages; results of tools become the user's, and neighbours of one role one entry. */
export function toGeminiContents(conversation: Message[]): GeminiContent[] {
  const toolNames = new Map(
    conversation.flatMap(({ toolCalls = [] }) => toolCalls.map(({ id, name }) => [id, name] as const)),
  );
  const contents: GeminiContent[] = [];
  for (const message of mergeAdjacentRoles(conversation)) {
    const role = message.role === 'assistant' ? 'model' : 'user';
    const parts = message.role === 'tool' ? [toolResult(message, toolNames)] : toParts(message);
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  }
  return contents;
}

function toParts({ content, toolCalls = [] }: Message): GeminiPart[] {
  const said = typeof content === 'string' ? [{ text: content }] : content.map(toPart);
  const called = toolCalls.map(({ name, arguments: written }) => ({
    functionCall: { name, args: argumentsObject(written) },
  }));
  return called.length && content === '' ? called : [...said, ...called];
}

function toPart(part: ContentPart): GeminiPart {
  if (part.type === 'text') return { text: part.text };
  const source = imageSource(part.image_url.url);
  if ('base64' in source) return { inlineData: { mimeType: source.mediaType, data: source.base64 } };
  const extension = /\.(\w+)$/.exec(URL.parse(source.url)?.pathname ?? '')?.[1]?.toLowerCase() ?? '';
  return { fileData: { fileUri: source.url, mimeType: MEDIA_TYPES[extension] } };
}

/** Google matches results to calls by the function's name, and wants an object. */
function toolResult(message: Message, toolNames: Map<string, string>): GeminiPart {
  const text = textOf(message);
  const name = toolNames.get(message.toolCallId ?? '') ?? message.toolCallId ?? '';
  return { functionResponse: { name, response: jsonObject(text) ?? { result: text } } };
}
