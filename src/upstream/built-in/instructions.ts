import { splitSentences } from './sentences.ts';

const INSTRUCTION =
  /\b(?:cite|citations?|cited|answer(?:s|ing)?|respond|response|reply|query|question|search results?|instructions?|summar(?:y|ise|ize|ies)|do not|don't|you are|you must|you should|your|must|only use|use only|make sure|ensure|if the|step|steps|language|passages?|provided|assistant)\b/i;

/** A line that begins to tell what to do, so that what precedes it is over. */
const HEADING =
  /^[^\p{L}\n]*(?:the\s+)?(?:user(?:['’]s)?\s+)?(?:question|query|instructions?|task|answer|response|summary)\s*\**\s*:/imu;
const RULE = /^[ \t]*(?:-{3,}|={3,}|\*{3,}|_{3,}|`{3,}|"{3,}|'{3,}|<\/?[\w -]+>)[ \t]*$/m;
const REQUEST =
  /\n[ \t]*\n[^\p{L}\n]*(?=(?:question|query|instructions?|task|answer|based on|according to|using|use (?:only|the)|please|generate|provide|summari[sz]e|write|given|now|remember|respond|reply|cite|do not|don't|only|if (?:the|no)|what|who|when|where|why|how|which)\b)/iu;

/** Whether a piece of text tells the model what to do, rather than something it may quote. */
export function looksLikeInstruction(text: string): boolean {
  return INSTRUCTION.test(text);
}

/** Whether most of the pieces are instructions. */
export function areInstructions(texts: string[]): boolean {
  return texts.filter(looksLikeInstruction).length * 2 > texts.length;
}

/** Where the last passage of a list ends and the prompt goes on: the number of characters that belong to it. */
export function endOfPassage(text: string, passagesAreParagraphs: boolean): number {
  const lead = text.length - text.replace(/^[\s"'`=*_-]+/, '').length;
  const body = text.slice(lead);
  const ends = [HEADING, RULE, REQUEST, ...(passagesAreParagraphs ? [/\n[ \t]*\n/] : [])]
    .map((pattern) => body.search(pattern))
    .filter((position) => position > 0);
  return lead + Math.min(body.length, ...ends);
}

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

const SUMMARY = /\b(?:summar(?:y|ies|i[sz]e[sd]?|i[sz]ing)|tl;?dr|overview|gist|(?:key|main) points?)\b/i;

export const asksForSummary = (text: string): boolean => SUMMARY.test(text);

/**
 * The best guess at what a text asks: its last sentence with a question mark, else one that wants a summary, else its last
 * sentence that instructs nobody.
 */
export function guessQuestion(text: string): string {
  const sentences = splitSentences(text);
  return (
    sentences.findLast((sentence) => ASKS.test(sentence) && !looksLikeInstruction(sentence)) ??
    sentences.findLast((sentence) => ASKS.test(sentence)) ??
    sentences.find(asksForSummary) ??
    sentences.findLast((sentence) => !looksLikeInstruction(sentence)) ??
    sentences.at(-1) ??
    ''
  );
}
