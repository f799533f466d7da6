import { isOwnPhrase, type Phrases, phrases } from './language/phrases.ts';
import { shortened } from './language/sentences.ts';
import { contentWords } from './language/words.ts';
import type { PickedSentence } from './pick-sentences.ts';
import { pickCentralSentences, pickSentences } from './pick-sentences.ts';
import type { PromptReading } from './prompt/read-prompt.ts';

const MOST_SENTENCES = 3;
const MOST_RECALLED = 2;
const LONGEST_TOOL_TEXT = 500;
const LONGEST_QUESTION = 200;

const SUMMARY = /\b(?:summar(?:y|ies|i[sz]e[sd]?|i[sz]ing)|tl;?dr|overview|gist|(?:key|main) points?)\b/i;
/** Words that ask for a summary, and so say nothing of its subject. */
const SUMMARY_WORDS = contentWords(
  `summary summarize summarise summarizing summarising tldr overview gist key main point points generate provide write
   create make give concise short brief detailed following above result results search document text passage article
   content information based sentence paragraph`,
);

/**
 * The built-in model's answer in words: sentences of the prompt, each followed by the number of its result, in a frame
 * of `own` words.
 */
export function composeAnswer(reading: PromptReading, own: Phrases = phrases): string {
  return COMPOSERS[reading.basis](reading, askedWords(reading.question), own);
}

type Composer = (reading: PromptReading, asked: Set<string>, own: Phrases) => string;

const COMPOSERS: Record<PromptReading['basis'], Composer> = {
  results({ question, passages }, asked, own) {
    const picked =
      asked.size === 0
        ? pickCentralSentences(passages, MOST_SENTENCES)
        : pickSentences(asked, passages, MOST_SENTENCES);
    if (picked.length > 0) return own.fromResults + picked.map(cited).join(' ');
    return own.noInformation(shortened(question.replace(/\s+/g, ' '), LONGEST_QUESTION));
  },

  tool({ passages }, asked, own) {
    const picked = pickSentences(asked, passages, MOST_SENTENCES);
    if (picked.length > 0) return picked.map(cited).join(' ');
    const text = passages.map((passage) => passage.text).join(' ');
    return own.toolReturned(shortened(text.replace(/\s+/g, ' ').trim(), LONGEST_TOOL_TEXT));
  },

  conversation({ passages }, asked, own) {
    const statements = passages.filter(({ text }) => !isOwnPhrase(text));
    const assertions = statements.filter(({ text }) => !/[?？؟]\s*$/.test(text));
    const picked = pickSentences(asked, assertions, MOST_RECALLED);
    if (picked.length === 0) picked.push(...pickSentences(asked, statements, 1));
    if (picked.length === 0) return own.nothingToGoOn();
    return picked
      .map(({ text, passage }) => (passage.speaker === undefined ? text : own.recalled(passage.speaker, text)))
      .join(' ');
  },
};

function askedWords(question: string): Set<string> {
  const words = contentWords(question);
  return SUMMARY.test(question) ? new Set([...words].filter((word) => !SUMMARY_WORDS.has(word))) : words;
}

const cited = ({ text, passage }: PickedSentence): string =>
  passage.number === undefined ? text : `${text} [${passage.number}]`;
