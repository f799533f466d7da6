import { contentWords } from '../../upstream/built-in/words.ts';

/** Words that point back at something said before. */
const POINTING = /(?<![\p{L}\p{N}])(?:it|its|they|them|their|this|that|these|those|he|she|one|ones)(?![\p{L}\p{N}])/iu;

const FEWEST_CONTENT_WORDS = 5;
/** Characters; the longest a query may be. Without a limit the contexts of a long chat would pile up. */
const LONGEST = 5000;

/**
 * A follow-up question as one that stands alone, without asking any LLM (docs/behaviour/chats.md, Follow-up questions):
 * what points back or says little gets the query before it as context. `previous` is what the turn before was searched
 * with.
 */
export function rephraseQuery(query: string, previous: string): string {
  if (!POINTING.test(query) && contentWords(query).size >= FEWEST_CONTENT_WORDS) return query;
  const room = LONGEST - query.length - ' (context: )'.length;
  return room > 0 ? `${query} (context: ${previous.slice(0, room)})` : query;
}
