import type { Message } from '../language-model.ts';

/** The text of a message without its images. */
export function textOf({ content }: Message): string {
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
