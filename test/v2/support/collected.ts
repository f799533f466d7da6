/** A stream of a turn as the list of events that the session keeps. */
import { expect } from 'vitest';
import type { Json } from '../../support/client.ts';
import { parseEvents } from '../../support/stream-events.ts';

/** Whatever differs between two runs of the same. */
export const withoutIds = ({ id, created_at, session_key, ...rest }: Json): Json => rest;

const PASSING = /^streaming_|^context_consumed$|^compaction_started$|^end$/;

/** The pieces of what was said as one event each. What was thought in pieces is what was kept. */
export function collected(stream: string): Json[] {
  let said = '';
  let thought = '';
  const events: Json[] = [];
  for (const event of parseEvents(stream)) {
    if (event.type === 'streaming_agent_output') said += event.content;
    if (event.type === 'streaming_thinking') thought += event.content;
    if (event.type === 'streaming_agent_output_end') {
      events.push({ type: 'agent_output', content: said });
      said = '';
    }
    if (event.type === 'thinking') {
      expect(thought).toBe(event.content);
      thought = '';
    }
    if (!PASSING.test(event.type)) events.push(event);
  }
  expect([said, thought]).toEqual(['', '']);
  return events.map(withoutIds);
}
