import type { QueryEvent } from '../../query/query-event.ts';

/** Passes events on and stores the answer once it has ended well; whoever has seen it end finds the turn stored. */
export async function* storeTurn(
  events: AsyncIterable<QueryEvent>,
  store: (answer: string) => void,
): AsyncGenerator<QueryEvent, void, undefined> {
  let answer = '';
  for await (const event of events) {
    if (event.type === 'generation_chunk') answer += event.generation_chunk;
    if (event.type === 'generation_end') store(answer);
    yield event;
  }
}
