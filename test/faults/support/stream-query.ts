import { streamQueryV2 } from '../../clients/stream-query-client.ts';
import type { Client, Json } from '../../support/client.ts';

const LAST = ['end', 'requestError', 'genericError', 'unexpectedError'];

/** What Vectara's browser client hands to its event handler, until the stream ends or is given up. */
export function streamQueryEvents(
  api: Client,
  { corpusKey, query = 'honey' }: { corpusKey: string; query?: string },
): Promise<Json[]> {
  return new Promise((resolve, reject) => {
    const events: Json[] = [];
    streamQueryV2({
      streamQueryConfig: {
        customerId: '1',
        apiKey: 'zqt_any',
        domain: api.url,
        query,
        corpusKey,
        search: { metadataFilter: '', offset: 0, limit: 5 },
        generation: {},
      },
      requestSource: 'test',
      onStreamEvent: (event: Json) => {
        events.push(event);
        if (LAST.includes(event.type)) resolve(events);
      },
    }).catch(reject);
  });
}

/** Runs of one type as one. */
export const runsOf = (events: Json[]): string[] =>
  events.map(({ type }) => type).filter((type, index, all) => type !== all[index - 1]);
