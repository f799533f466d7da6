/** Which calls of a conversation were answered: providers refuse a call without its result, and a result without its call. */
import { objectsOf, textIn } from './messages.ts';

type Body = Record<string, unknown>;

export interface Unpaired {
  /** Messages that hold a result of no call in the message before. */
  results: number[];
  /** Calls that are not answered before somebody else speaks: where they stand, and their ids. */
  calls: { message: number; call: number; id: string }[];
}

/** Of messages as chat completions have them. */
export function unpaired(messages: readonly Body[]): Unpaired {
  const found: Unpaired = { results: [], calls: [] };
  let open: Unpaired['calls'] = [];
  for (const [index, { role, tool_calls: calls, tool_call_id: id }] of messages.entries()) {
    if (role === 'tool') {
      const place = open.findIndex((call) => call.id === id);
      if (place < 0) found.results.push(index);
      else open.splice(place, 1);
      continue;
    }
    found.calls.push(...open);
    open = objectsOf(calls as Body[]).map((call, place) => ({ message: index, call: place, id: textIn(call.id) }));
  }
  found.calls.push(...open);
  return found;
}
