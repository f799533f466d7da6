import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { readableCorpora } from '../../access/access-rules.ts';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { conflict } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { filterByName } from '../../http/input/name-filter.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import type { CorporaRepository } from './corpora-repository.ts';
import * as schema from './corpora-schema.ts';
import { type CorpusRecord, toWire } from './corpus-record.ts';
import { toNewCorpus } from './new-corpus.ts';

export interface CorporaDependencies {
  corpora: PerAccount<CorporaRepository>;
  /** Throws 404. */
  requireCorpus(account: Account, key: string): CorpusRecord;
  /** The name of the encoder a request asks for by name or id, or of the default one; throws 400 when there is none. */
  chooseEncoder(account: Account, request: { encoder_name?: string; encoder_id?: string }): string;
  encoderIdOf(account: Account, name: string): string | undefined;
  deleteDocuments(account: Account, corpus: CorpusRecord): void;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Corpora'],
  headers: TimeoutHeaders,
});

const ofCorpus = { params: schema.CorpusParams };
const notFoundResponses = { 403: ErrorSchema, 404: NotFoundErrorSchema };

export const corporaRoutes: FastifyPluginAsyncTypebox<CorporaDependencies> = async (app, dependencies) => {
  const { corpora, requireCorpus, chooseEncoder, encoderIdOf, deleteDocuments } = dependencies;
  const wire = (account: Account, corpus: CorpusRecord, detail: 'with limits' | 'brief' = 'with limits') =>
    toWire(corpus, encoderIdOf(account, corpus.encoderName), detail);

  app.post(
    '/v2/corpora',
    {
      schema: {
        ...operation('createCorpus', 'Create a corpus.'),
        body: schema.CreateCorpusRequest,
        response: { 201: schema.Corpus, 400: BadRequestErrorSchema, 403: ErrorSchema, 409: ErrorSchema },
      },
    },
    async ({ account, body }, reply) => {
      const corpus = toNewCorpus(body, chooseEncoder(account, body));
      if (corpora(account).find(body.key)) throw conflict(`A corpus with the key '${body.key}' exists already.`);
      return reply.code(201).send(wire(account, corpora(account).create(corpus)));
    },
  );

  app.get(
    '/v2/corpora',
    {
      schema: {
        ...operation('listCorpora', 'List the corpora that the caller may read, in order of creation.'),
        querystring: schema.ListCorporaQuery,
        response: { 200: schema.ListCorporaResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ account, principal, query }) => {
      const { limit = 10, page_key, filter, corpus_id } = query;
      const readable = readableCorpora(principal.roles);
      const position = readPagePosition(page_key, { filter, corpus_id });
      const { filters } = position;
      const all = corpora(account)
        .list()
        .filter(({ key }) => readable === 'all' || readable.has(key))
        .map((corpus) => wire(account, corpus, 'brief'));
      const wanted = all.filter(({ id }) => !filters.corpus_id || filters.corpus_id.includes(id));
      const { items, metadata } = pageOf(filterByName(wanted, filters.filter, namesOf), limit, position);
      return { corpora: items, metadata };
    },
  );

  app.get(
    '/v2/corpora/:corpus_key',
    {
      schema: {
        ...operation('getCorpus', 'Get one corpus.'),
        ...ofCorpus,
        response: { 200: schema.Corpus, ...notFoundResponses },
      },
    },
    async ({ account, params }) => wire(account, requireCorpus(account, params.corpus_key)),
  );

  app.patch(
    '/v2/corpora/:corpus_key',
    {
      schema: {
        ...operation('updateCorpus', 'Rename, describe, enable or disable a corpus.'),
        ...ofCorpus,
        body: schema.UpdateCorpusRequest,
        response: { 200: schema.Corpus, 400: BadRequestErrorSchema, ...notFoundResponses },
      },
    },
    async ({ account, params, body }) =>
      wire(account, corpora(account).update(requireCorpus(account, params.corpus_key), body ?? {})),
  );

  app.delete(
    '/v2/corpora/:corpus_key',
    {
      schema: {
        ...operation('deleteCorpus', 'Delete a corpus with all its documents.'),
        ...ofCorpus,
        response: { 204: Type.Null(), ...notFoundResponses },
      },
    },
    async ({ account, params }, reply) => {
      corpora(account).delete(requireCorpus(account, params.corpus_key));
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/v2/corpora/:corpus_key/reset',
    {
      schema: {
        ...operation('resetCorpus', 'Delete every document of a corpus; its settings stay.'),
        ...ofCorpus,
        response: { 204: Type.Null(), ...notFoundResponses },
      },
    },
    async ({ account, params }, reply) => {
      deleteDocuments(account, requireCorpus(account, params.corpus_key));
      return reply.code(204).send(null);
    },
  );
};

/** What the list's filter is matched against (reference corpora §2.7). */
const namesOf = ({ key, name, description }: schema.Corpus) => [key, name, description];
