import { asksForSummary } from './instructions.ts';
import { isOwnPhrase, type Phrases, phrases } from './phrases.ts';
import { type PickedSentence, pickAnswers, pickCentralSentences, pickRelated } from './pick-sentences.ts';
import { type Question, readQuestion } from './question.ts';
import type { PromptReading } from './read-prompt.ts';
import { shortened } from './sentences.ts';
import { contentWords } from './words.ts';

const MOST_SENTENCES = 3;
const MOST_RECALLED = 2;
const LONGEST_TOOL_TEXT = 500;
const LONGEST_QUESTION = 200;

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
  return COMPOSERS[reading.basis](reading, asked(reading.question), own);
}

type Composer = (reading: PromptReading, asked: Question, own: Phrases) => string;

const COMPOSERS: Record<PromptReading['basis'], Composer> = {
  results({ question, passages }, asked, own) {
    const picked =
      asked.words.size === 0
        ? pickCentralSentences(passages, MOST_SENTENCES)
        : pickAnswers(asked, passages, MOST_SENTENCES);
    if (picked.length > 0) return own.fromResults + picked.map(cited).join(' ');
    return own.noInformation(shortened(question.replace(/\s+/g, ' '), LONGEST_QUESTION));
  },

  tool({ passages }, asked, own) {
    const picked = pickRelated(asked, passages, MOST_SENTENCES);
    if (picked.length > 0) return picked.map(cited).join(' ');
    const text = passages.map((passage) => passage.text).join(' ');
    return own.toolReturned(shortened(text.replace(/\s+/g, ' ').trim(), LONGEST_TOOL_TEXT));
  },

  conversation({ passages }, asked, own) {
    const statements = passages.filter(({ text }) => !isOwnPhrase(text));
    const assertions = statements.filter(({ text }) => !/[?？؟]\s*$/.test(text));
    const picked = pickRelated(asked, assertions, MOST_RECALLED);
    if (picked.length === 0) picked.push(...pickRelated(asked, statements, 1));
    if (picked.length === 0) return own.nothingToGoOn();
    return picked
      .map(({ text, passage }) => (passage.speaker === undefined ? text : own.recalled(passage.speaker, text)))
      .join(' ');
  },
};

function asked(text: string): Question {
  const question = readQuestion(text);
  if (!asksForSummary(text)) return question;
  return { ...question, words: new Map([...question.words].filter(([word]) => !SUMMARY_WORDS.has(word))) };
}

const cited = ({ text, passage }: PickedSentence): string =>
  passage.number === undefined ? text : `${text} [${passage.number}]`;
