import type { Message } from '../../language-model.ts';
import { textOf } from '../../messages/message-text.ts';
import { LANGUAGES } from './phrases.ts';

const REQUEST = new RegExp(
  `\\b(?:write|answer|respond|reply|response|summar\\w+)\\b[^.\\n]{0,300}?\\bin (${LANGUAGES.join('|')}|English)\\b`,
  'i',
);

/** The English name of the language that a prompt asks to be answered in; the last message that asks for one decides. */
export function answerLanguage(messages: readonly Message[]): string | undefined {
  for (const message of messages.toReversed()) {
    if (message.role === 'assistant') continue;
    const asked = REQUEST.exec(textOf(message))?.[1];
    if (asked !== undefined) return asked[0]!.toUpperCase() + asked.slice(1).toLowerCase();
  }
  return undefined;
}
