import { findStatedQuestion, guessQuestion, takeTaggedQuestion } from './find-question.ts';
import type { PromptReading, Turn } from './read-prompt.ts';

const ASKS_FOR_RESULT =
  /\b(?:search(?:ing)? (?:for|result)|(?:first|second|third|fou?rth|fifth|sixth|seventh|eighth|ninth|tenth|next|another|last|\d+(?:st|nd|rd|th)?)\b[^\n]{0,40}\b(?:results?|passages?|documents?|snippets?|sources?|texts?|facts?))\b/i;

/** What the first request searches for, up to the wish for a result. */
const SEARCHED_FOR =
  /\bsearch(?:ing)? for\s+(\S[\s\S]*?)[\s.]*(?:,?\s+and\s+(?:then\s+)?(?:give|show|tell|return|list)\b[^\n]*)?$/i;

/**
 * The legacy shape (reference §4.6): a user request for each search result, answered by an assistant message holding
 * its text, then the question. The results are numbered by their order.
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
