import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { PerAccount } from '../../accounts/account.ts';
import { conflict, notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/error-schema.ts';
import { filterByName } from '../../http/name-filter.ts';
import { pageOf, readPagePosition } from '../../http/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import type { CorporaRepository } from './corpora-repository.ts';
import * as schema from './corpora-schema.ts';

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Corpora'],
  headers: TimeoutHeaders,
});

export const corporaRoutes: FastifyPluginAsyncTypebox<{ corpora: PerAccount<CorporaRepository> }> = async (
  app,
  { corpora },
) => {
  app.post(
    '/v2/corpora',
    {
      schema: {
        ...operation('createCorpus', 'Create a corpus.'),
        body: schema.CreateCorpusRequest,
        response: { 201: schema.Corpus, 400: BadRequestErrorSchema, 403: ErrorSchema, 409: ErrorSchema },
      },
    },
    async (request, reply) => {
      const repository = corpora(request.account);
      const { key } = request.body;
      if (repository.find(key)) throw conflict(`A corpus with the key '${key}' exists already.`);
      return reply.code(201).send(repository.create(request.body));
    },
  );

  app.get(
    '/v2/corpora',
    {
      schema: {
        ...operation('listCorpora', 'List corpora in order of creation.'),
        querystring: schema.ListCorporaQuery,
        response: { 200: schema.ListCorporaResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async (request) => {
      const { limit = 10, page_key, filter } = request.query;
      const position = readPagePosition(page_key, { filter });
      const matching = filterByName(corpora(request.account).list(), position.filters.filter);
      const { items, metadata } = pageOf(matching, limit, position);
      return { corpora: items, metadata };
    },
  );

  app.get(
    '/v2/corpora/:corpus_key',
    {
      schema: {
        ...operation('getCorpus', 'Get one corpus.'),
        params: schema.CorpusParams,
        response: { 200: schema.Corpus, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async (request) => {
      const { corpus_key } = request.params;
      const corpus = corpora(request.account).find(corpus_key);
      if (!corpus) throw notFound('Corpus', corpus_key);
      return corpus;
    },
  );

  app.delete(
    '/v2/corpora/:corpus_key',
    {
      schema: {
        ...operation('deleteCorpus', 'Delete a corpus with all its documents.'),
        params: schema.CorpusParams,
        response: { 204: Type.Null(), 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async (request, reply) => {
      const { corpus_key } = request.params;
      const repository = corpora(request.account);
      const corpus = repository.find(corpus_key);
      if (!corpus) throw notFound('Corpus', corpus_key);
      repository.delete(corpus);
      return reply.code(204).send(null);
    },
  );
};
