import { phraseWords, queryWords } from '../../retrieval/lexical/lexical-words.ts';
import { STOP_WORDS } from '../../retrieval/lexical/stop-words.ts';
import { agentEventsOf, type KeptEvent } from '../../v2/agent-events/agent-events-repository.ts';
import { textOfEvent } from '../transcript.ts';
import type { Turn } from '../turn.ts';
import { type Tool, ToolError } from './tool.ts';

const MOST_EVENTS = 10;
const LONGEST_TEXT = 2000;

/** Looks back at what a summary stands for. */
export const searchCompactedEvents = ({ account, session }: Pick<Turn, 'account' | 'session'>): Tool => ({
  name: 'search_compacted_events',
  toolName: 'search_compacted_events',
  type: 'search_compacted_events',
  description: 'Searches by its words what was said earlier in this conversation and is only summarized above.',
  schema: {
    type: 'object',
    properties: { query: { type: 'string', description: 'Words to look for.' } },
    required: ['query'],
  },
  override: {},
  async run({ query }) {
    if (typeof query !== 'string') throw new ToolError("Invalid arguments: 'query' should be text.");
    return { output: { events: eventsWith(wordsToFind(query), agentEventsOf(account).all(session)) } };
  },
});

/** Whether there is anything to look back at. */
export const hasCompactedEvents = ({ account, session }: Pick<Turn, 'account' | 'session'>): boolean =>
  agentEventsOf(account)
    .all(session)
    .some(({ compacted }) => compacted);

function wordsToFind(query: string): string[] {
  const words = [...new Set(queryWords(query))];
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  return telling.length > 0 ? telling : words;
}

/** Those with the most of the words, in the order in which they happened. */
function eventsWith(words: string[], events: readonly KeptEvent[]) {
  return events
    .filter(({ compacted, event }) => compacted && event.type !== 'compaction')
    .map(({ event }) => {
      const text = textOfEvent(event);
      const own = new Set(phraseWords(text));
      return { event, text, found: words.filter((word) => own.has(word)).length };
    })
    .filter(({ found }) => found > 0)
    .sort((a, b) => b.found - a.found)
    .slice(0, MOST_EVENTS)
    .sort((a, b) => (a.event.created_at < b.event.created_at ? -1 : 1))
    .map(({ event: { type, created_at }, text }) => ({ type, created_at, text: text.slice(0, LONGEST_TEXT) }));
}
