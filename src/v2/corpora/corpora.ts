/** Corpora: what documents are kept in and searched by. */

import { readableCorpora } from '../../access/access-rules.ts';
import type { Account } from '../../accounts/account.ts';
import { conflict } from '../../errors.ts';
import { filterByName, pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { documentsOf } from '../documents/documents-repository.ts';
import { chooseEncoder, encoderIdOf } from '../encoders/encoding.ts';
import { corporaOf } from './corpora-repository.ts';
import * as schema from './corpora-schema.ts';
import { type CorpusRecord, toWire } from './corpus-record.ts';
import { toNewCorpus } from './new-corpus.ts';

const wire = (account: Account, corpus: CorpusRecord) => toWire(corpus, encoderIdOf(account, corpus.encoderName));

/** What the list's filter is matched against (docs/behaviour/corpora.md, Lists). */
const namesOf = ({ key, name, description }: schema.Corpus) => [key, name, description];

export const corpora = [
  operation(
    'createCorpus',
    { summary: 'Create a corpus.', body: schema.CreateCorpusRequest, answer: schema.Corpus },
    ({ account, body }) => {
      const corpus = toNewCorpus(body, chooseEncoder(account, body));
      if (corporaOf(account).find(body.key)) throw conflict(`A corpus with the key '${body.key}' exists already.`);
      return wire(account, corporaOf(account).create(corpus));
    },
  ),

  operation(
    'listCorpora',
    {
      summary: 'List the corpora that the caller may read, in order of creation.',
      query: schema.ListCorporaQuery,
      answer: schema.ListCorporaResponse,
    },
    ({ account, principal, query: { limit = 10, page_key, filter, corpus_id } }) => {
      const readable = readableCorpora(principal.roles);
      const position = readPagePosition(schema.ListCorporaQuery, page_key, { filter, corpus_id });
      const { filters } = position;
      const all = corporaOf(account)
        .list()
        .filter(({ key }) => readable === 'all' || readable.has(key))
        .map((corpus) => wire(account, corpus));
      const wanted = all.filter(({ id }) => !filters.corpus_id || filters.corpus_id.includes(id));
      const { items, metadata } = pageOf(filterByName(wanted, filters.filter, namesOf), limit, position);
      return { corpora: items, metadata };
    },
  ),

  operation('getCorpus', { summary: 'Get one corpus.', answer: schema.Corpus }, ({ account, path }) =>
    wire(account, corporaOf(account).get(path.corpus_key)),
  ),

  operation(
    'updateCorpus',
    {
      summary: 'Rename, describe, enable or disable a corpus.',
      body: schema.UpdateCorpusRequest,
      answer: schema.Corpus,
    },
    ({ account, path, body }) =>
      wire(account, corporaOf(account).update(corporaOf(account).get(path.corpus_key), body)),
  ),

  operation('deleteCorpus', { summary: 'Delete a corpus with all its documents.' }, async ({ account, path }) => {
    const corpus = corporaOf(account).get(path.corpus_key);
    await corporaOf(account).delete(corpus, documentsOf(account).deleteAllWithin);
  }),

  operation(
    'resetCorpus',
    { summary: 'Delete every document of a corpus; its settings stay.' },
    async ({ account, path }) => {
      const corpus = corporaOf(account).get(path.corpus_key);
      await corporaOf(account).empty(corpus, documentsOf(account).deleteAllWithin);
    },
  ),
];
