/** The history of queries (docs/behaviour/query.md, History). */
import { readableCorpora } from '../../access/access-rules.ts';
import type { Principal } from '../../access/principal.ts';
import { notFound } from '../../errors.ts';
import { nextPage, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { queriesOf } from './queries-repository.ts';
import * as schema from './queries-schema.ts';

/** The corpora whose queries a caller may see; undefined for all. */
const readable = ({ roles }: Principal): string[] | undefined => {
  const corpora = readableCorpora(roles);
  return corpora === 'all' ? undefined : [...corpora];
};

const millis = (time: string | undefined) => (time === undefined ? undefined : Date.parse(time));

export const queries = [
  operation(
    'getQueryHistories',
    {
      summary: 'List saved queries, newest first.',
      query: schema.ListQueriesQuery,
      answer: schema.ListQueriesResponse,
    },
    ({ account, principal, query: { limit = 10, page_key, ...given } }) => {
      const { offset, filters } = readPagePosition(schema.ListQueriesQuery, page_key, given);
      const found = queriesOf(account).list(
        {
          readableCorpora: readable(principal),
          corpusKey: filters.corpus_key,
          chatId: filters.chat_id,
          historyId: filters.history_id,
          startedAfter: millis(filters.started_after),
          startedBefore: millis(filters.started_before),
        },
        limit + 1,
        offset,
      );
      return { queries: found.slice(0, limit), metadata: nextPage(found.length > limit, offset + limit, filters) };
    },
  ),

  operation(
    'getQueryHistory',
    { summary: 'Get one saved query with everything that happened inside.', answer: schema.QueryHistory },
    ({ account, principal, path }) => {
      const entry = queriesOf(account).find(path.query_id, readable(principal));
      if (!entry) throw notFound('Query', path.query_id);
      return entry;
    },
  ),
];
