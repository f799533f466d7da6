/** Searching corpora, and answering from what is found (docs/behaviour/query.md, Endpoints). */

import type { Account } from '../../accounts/account.ts';
import { type Answer, operation } from '../../http/operation.ts';
import { answerQuery } from '../../query/answer-query.ts';
import { planQuery, toQueryRequest } from '../../query/plan/plan-query.ts';
import { withoutWarnings } from '../../query/query-event.ts';
import * as schema from '../../query/query-schema.ts';
import { QueryStreamedResponse } from '../../query/query-schema.ts';
import { collectResponse } from '../../query/wire.ts';
import { corporaOf } from '../corpora/corpora-repository.ts';

async function answer(
  account: Account,
  query: schema.QueryRequest,
  signal: AbortSignal,
): Promise<Answer<schema.QueryFullResponse>> {
  const plan = await planQuery(account, query);
  const events = answerQuery(plan, query, signal);
  return { events: () => withoutWarnings(events), body: () => collectResponse(plan, events) };
}

const answers = { answer: schema.QueryFullResponse, stream: QueryStreamedResponse };

/** The corpus named in the path is looked up before the body is read (docs/behaviour/query.md, Order of work). */
const ofCorpus = {
  ...answers,
  first: ({ account, path }: { account: Account; path: { corpus_key?: string } }) =>
    corporaOf(account).get(path.corpus_key!),
};

export const query = [
  operation(
    'searchCorpus',
    { summary: 'Search one corpus, without an answer.', query: schema.SearchCorpusQuery, ...ofCorpus },
    ({ account, path, query: { limit, offset, ...asked }, signal }) =>
      answer(account, toQueryRequest(path.corpus_key, { ...asked, search: { limit, offset } }), signal),
  ),

  operation(
    'query',
    { summary: 'Search corpora, and answer from what is found.', body: schema.QueryRequest, ...answers },
    ({ account, body, signal }) => answer(account, body, signal),
  ),

  operation(
    'queryCorpus',
    { summary: 'Search one corpus, and answer from what is found.', body: schema.QueryCorpusRequest, ...ofCorpus },
    ({ account, path, body, signal }) => answer(account, toQueryRequest(path.corpus_key, body), signal),
  ),
];
