import type { ContentPart, Message } from '../language-model.ts';

/** Consecutive messages of one role as one, their texts joined by a blank line (reference §2.5). Tool results stay apart. */
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
    content: joinContents(first.content, second.content),
    ...(toolCalls.length ? { toolCalls } : {}),
  };
}

function joinContents(first: Message['content'], second: Message['content']): Message['content'] {
  if (typeof first === 'string' && typeof second === 'string') return joinTexts(first, second);
  return [...asParts(first), ...asParts(second)];
}

const joinTexts = (first: string, second: string) => (first && second ? `${first}\n\n${second}` : first || second);

const asParts = (content: Message['content']): ContentPart[] =>
  typeof content === 'string' ? (content ? [{ type: 'text', text: content }] : []) : content;
