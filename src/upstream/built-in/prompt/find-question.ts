import { splitSentences } from '../language/sentences.ts';
import { looksLikeInstruction } from './instructions.ts';

const TAG = /<\/((?:user[_-]?)?(?:query|question|input))>/gi;
const LABEL =
  /^[^\p{L}\n]*(?:the\s+)?(?:user(?:['’]s)?\s+)?(?:search\s+)?(?:question|query|q)\b[ *_]*(?:is)?[ *_]*[:=][ *_]*(\S[^\n]*)/gimu;
const QUOTED =
  /(?:quer(?:y|ies)|question|search(?:ed)? for|asked|about)[^\n"“'‘«「`]{0,30}(?:"([^\n]{2,}?)"|“([^\n]{2,}?)”|«([^\n]{2,}?)»|「([^\n]{2,}?)」|`([^\n]{2,}?)`|['‘]([^\n]{2,}?)['’])(?![\p{L}\p{N}])/iu;

const ASKS = /[?？؟\u037e]["”'’)\s]*$/;

/** A text between `<query>` and `</query>` or the like, and the text without it. Mentions of the tags do not count. */
export function takeTaggedQuestion(text: string): { question: string; rest: string } | undefined {
  for (const closing of text.matchAll(TAG)) {
    const opening = `<${closing[1]}>`;
    const start = text.toLowerCase().lastIndexOf(opening.toLowerCase(), closing.index);
    if (start < 0) continue;
    const question = text.slice(start + opening.length, closing.index).trim();
    if (question === '' || /^\W*(?:and|or|…|\.\.\.)\W*$/i.test(question)) continue;
    return { question, rest: `${text.slice(0, start)}\n${text.slice(closing.index + closing[0].length)}` };
  }
  return undefined;
}

/** The question a text states outright, as `Question: …` or in quotes. */
export function findStatedQuestion(text: string): string | undefined {
  const labelled = [...text.matchAll(LABEL)].map((match) => match[1]!.trim()).at(-1);
  const quoted = text
    .match(QUOTED)
    ?.slice(1)
    .find((group) => group !== undefined);
  return labelled === undefined ? quoted?.trim() : labelled.replace(/^["“'](.+)["”']$/, '$1');
}

/** The best guess at what a text asks: its last sentence with a question mark, else its last sentence that instructs nobody. */
export function guessQuestion(text: string): string {
  const sentences = splitSentences(text);
  return (
    sentences.findLast((sentence) => ASKS.test(sentence) && !looksLikeInstruction(sentence)) ??
    sentences.findLast((sentence) => ASKS.test(sentence)) ??
    sentences.findLast((sentence) => !looksLikeInstruction(sentence)) ??
    sentences.at(-1) ??
    ''
  );
}
