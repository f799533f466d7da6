import type { Message } from '../language-model.ts';
import { findStatedQuestion, guessQuestion, looksLikeInstruction, takeTaggedQuestion } from './instructions.ts';
import type { Passage } from './listed-passages.ts';
import { findPassages, searchResultsOf, statementsOf } from './passages.ts';
import { splitSentences } from './sentences.ts';
import { takeSummary } from './summary.ts';

/** What a prompt asks, and what it gives to answer from. */
export interface PromptReading {
  basis: 'results' | 'tool' | 'conversation';
  question: string;
  passages: Passage[];
}

export interface Turn {
  role: Message['role'] | 'summary';
  text: string;
}

/** Reads a prompt of any shape (docs/behaviour/prompts.md, Shipped templates), told by nothing but its messages. */
export function readPrompt(messages: Message[]): PromptReading {
  const turns = messages.flatMap(turnsOf).filter(({ role, text }) => role === 'tool' || /[\p{L}\p{N}]/u.test(text));
  return readToolResults(turns) ?? readResultTurns(turns) ?? readListedResults(turns) ?? readConversation(turns);
}

function turnsOf(message: Message): Turn[] {
  const { role } = message;
  const text = linesOf(message);
  const given = role === 'user' ? takeSummary(text) : undefined;
  if (!given) return [{ role, text }];
  return [
    { role: 'summary', text: given.summary },
    { role, text: given.rest },
  ];
}

function readToolResults(turns: Turn[]): PromptReading | undefined {
  const asked = turns.findLastIndex(({ role }) => role === 'user');
  const answers = turns.slice(asked + 1).filter(({ role }) => role === 'tool');
  if (answers.length === 0) return undefined;
  const read = answers.map(({ text }) => ({ text, results: searchResultsOf(text) }));
  const found = read.flatMap(({ results = [] }) => results).map((text, index) => ({ number: index + 1, text }));
  const others = read.filter(({ text, results }) => results === undefined && !/^\{"error":/.test(text));
  const isSearch = read.some(({ results }) => results !== undefined) && others.length === 0;
  const told = others.length > 0 || isSearch ? others : read;
  return {
    basis: isSearch ? 'results' : 'tool',
    question: questionOf(asked < 0 ? [] : [turns[asked]!.text]),
    passages: [...found, ...told.map(({ text }) => ({ text: statementsOf(text) }))],
  };
}

/** Results stand in the closing user messages or, if there are none, in the system messages. */
function readListedResults(turns: Turn[]): PromptReading | undefined {
  const lastReply = turns.findLastIndex(({ role }) => role === 'assistant');
  const closing = turns.slice(lastReply + 1).filter(({ role }) => role === 'user');
  const system = turns.filter(({ role }) => role === 'system');
  const texts = [...closing.toReversed(), ...system].map(({ text }) => text);
  let tagged: string | undefined;
  for (const [index, text] of texts.entries()) {
    const taken = takeTaggedQuestion(text);
    tagged ??= taken?.question;
    if (taken !== undefined) texts[index] = taken.rest;
  }
  for (const [index, text] of texts.entries()) {
    const found = findPassages(text);
    if (found === undefined) continue;
    texts[index] = found.rest;
    const asking = closing.length > 0 ? texts.slice(0, closing.length) : texts;
    return { basis: 'results', question: tagged ?? questionOf(asking, texts), passages: found.passages };
  }
  return undefined;
}

/** Earlier statements, and what else the last message and the system say, less whatever gives orders. */
function readConversation(turns: Turn[]): PromptReading {
  const last = turns.findLastIndex(({ role }) => role === 'user');
  const message = last < 0 ? '' : turns[last]!.text;
  const question = takeTaggedQuestion(message)?.question ?? questionOf([message]);
  const passages: Passage[] = splitSentences(message).flatMap((text) =>
    text === question || looksLikeInstruction(text) ? [] : [{ text }],
  );
  for (const { role, text } of turns.slice(0, Math.max(last, 0))) {
    const spoken = role === 'user' || role === 'assistant';
    for (const sentence of splitSentences(text)) {
      if (spoken) passages.push({ text: sentence, speaker: role });
      else if (role === 'summary' || !looksLikeInstruction(sentence)) passages.push({ text: sentence });
    }
  }
  return { basis: 'conversation', question, passages };
}

function questionOf(asking: string[], all: string[] = asking): string {
  for (const text of all) {
    const stated = findStatedQuestion(text);
    if (stated !== undefined) return stated;
  }
  return guessQuestion(asking.find((text) => text.trim() !== '') ?? '');
}

/** Text parts on lines of their own: what one part lists must not run into the next. */
const linesOf = ({ content }: Message): string =>
  typeof content === 'string'
    ? content
    : content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');

const ASKS_FOR_RESULT =
  /\b(?:search(?:ing)? (?:for|result)|(?:first|second|third|fou?rth|fifth|sixth|seventh|eighth|ninth|tenth|next|another|last|\d+(?:st|nd|rd|th)?)\b[^\n]{0,40}\b(?:results?|passages?|documents?|snippets?|sources?|texts?|facts?))\b/i;

/** What the first request searches for, up to the wish for a result. */
const SEARCHED_FOR =
  /\bsearch(?:ing)? for\s+(\S[\s\S]*?)[\s.]*(?:,?\s+and\s+(?:then\s+)?(?:give|show|tell|return|list)\b[^\n]*)?$/i;

/**
 * The legacy shape (docs/behaviour/prompts.md, Shipped templates): a user request for each search result, answered by
 * an assistant message holding its text, then the question. The results are numbered by their order.
 */
export function readResultTurns(turns: Turn[]): PromptReading | undefined {
  const spoken = turns.filter(({ role }) => role === 'user' || role === 'assistant');
  const last = spoken.pop();
  if (last?.role !== 'user' || spoken.length < 2) return undefined;
  const requests = spoken.filter(({ role }) => role === 'user');
  const results = spoken.filter(({ role }) => role === 'assistant');
  if (results.length !== requests.length || !requests.every(({ text }) => ASKS_FOR_RESULT.test(text))) return undefined;
  return {
    basis: 'results',
    question:
      takeTaggedQuestion(last.text)?.question ??
      findStatedQuestion(last.text) ??
      findStatedQuestion(requests[0]!.text) ??
      SEARCHED_FOR.exec(requests[0]!.text)?.[1] ??
      guessQuestion(last.text),
    passages: results.map(({ text }, index) => ({ number: index + 1, text })),
  };
}
