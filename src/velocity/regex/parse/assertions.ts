import { lineTerminator, wordCharacter } from '../named-sets.ts';
import type { Assertion } from './regex-node.ts';

const isTerminator = (text: string, at: number) => lineTerminator.test(text.charCodeAt(at));
const insideLineBreak = (text: string, at: number) => text.charAt(at - 1) === '\r' && text.charAt(at) === '\n';

export const textStart: Assertion = (_, at) => at === 0;
export const textEnd: Assertion = (text, at) => at === text.length;

/** At the end, or before a line break that ends the text. */
export const lastLineEnd: Assertion = (text, at) => {
  if (at === text.length) return true;
  if (text.length - at === 2) return text.endsWith('\r\n');
  return text.length - at === 1 && isTerminator(text, at) && !insideLineBreak(text, at);
};

/** Java has no line after a line break that ends the text. */
export const lineStart: Assertion = (text, at) =>
  at === 0 || (at < text.length && isTerminator(text, at - 1) && !insideLineBreak(text, at));

export const lineEnd: Assertion = (text, at) =>
  at === text.length || (isTerminator(text, at) && !insideLineBreak(text, at));

export const wordBoundary: Assertion = (text, at) =>
  wordCharacter.test(text.charCodeAt(at - 1)) !== wordCharacter.test(text.charCodeAt(at));

export const notWordBoundary: Assertion = (text, at) => !wordBoundary(text, at);
