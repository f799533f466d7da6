/** Searching corpora, and answering from what is found (docs/behaviour/query.md, Endpoints). */

import type { Account } from '../../accounts/account.ts';
import { ApiError, type FieldErrors } from '../../errors.ts';
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
  fieldOf: (field: string) => string = (field) => field,
): Promise<Answer<schema.QueryFullResponse>> {
  const plan = await planQuery(account, query).catch((error) => {
    throw withFields(error, fieldOf);
  });
  const events = answerQuery(plan, query, signal);
  return { events: () => withoutWarnings(events), body: () => collectResponse(plan, events) };
}

/** A refusal that names the fields of the request that was made, where that is not a QueryRequest. */
function withFields(error: unknown, fieldOf: (field: string) => string): unknown {
  if (!(error instanceof ApiError) || !error.detail.fieldErrors) return error;
  let { message } = error;
  const fieldErrors: FieldErrors = {};
  for (const [field, rule] of Object.entries(error.detail.fieldErrors)) {
    fieldErrors[fieldOf(field)] = rule;
    message = message.replaceAll(field, fieldOf(field));
  }
  return new ApiError(error.statusCode, message, { ...error.detail, fieldErrors });
}

const ONLY_CORPUS = 'body.search.corpora[0].';

/** Fields of `POST /v2/corpora/{corpus_key}/query`, which has the settings of its one corpus in `search` itself. */
const ofSingleCorpus = (field: string) =>
  field === `${ONLY_CORPUS}corpus_key` ? 'path.corpus_key' : field.replace(ONLY_CORPUS, 'body.search.');

/** Fields of `GET /v2/corpora/{corpus_key}/query`, all of which are in the query string. */
const ofQueryString = (field: string) => ofSingleCorpus(field).replace(/^body\.(search\.)?/, 'query.');

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
      answer(account, toQueryRequest(path.corpus_key, { ...asked, search: { limit, offset } }), signal, ofQueryString),
  ),

  operation(
    'query',
    { summary: 'Search corpora, and answer from what is found.', body: schema.QueryRequest, ...answers },
    ({ account, body, signal }) => answer(account, body, signal),
  ),

  operation(
    'queryCorpus',
    { summary: 'Search one corpus, and answer from what is found.', body: schema.QueryCorpusRequest, ...ofCorpus },
    ({ account, path, body, signal }) => answer(account, toQueryRequest(path.corpus_key, body), signal, ofSingleCorpus),
  ),
];
