import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { invalidField, notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { signalOf, TimeoutHeaders } from '../../http/request-deadline.ts';
import type { CheckedFilter } from '../../retrieval/filter/compile-filter.ts';
import { readRequestFilter } from '../../retrieval/filter/read-request-filter.ts';
import type { CorpusRecord } from '../corpora/corpus-record.ts';
import { checkDocument, type DocumentRules } from './check-document.ts';
import type { IndexDocument } from './document-indexer.ts';
import { type DocumentRecord, shownMetadata } from './document-record.ts';
import type { DocumentsRepository } from './documents-repository.ts';
import * as schema from './documents-schema.ts';
import { hashRequest } from './hash-request.ts';
import { toContent, toWirePart } from './to-stored-document.ts';

export interface DocumentsDependencies {
  documents: PerAccount<DocumentsRepository<CorpusRecord>>;
  /** Throws 404. */
  requireCorpus(account: Account, key: string): CorpusRecord;
  /** Throws 404, or 400 when the corpus is disabled. */
  requireWritableCorpus(account: Account, key: string): CorpusRecord;
  rulesOf(corpus: CorpusRecord): DocumentRules;
  indexDocument: IndexDocument;
  /** Ordinals of the documents a filter keeps. */
  filterDocuments(account: Account, corpus: CorpusRecord, filter: CheckedFilter): number[];
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Documents'],
  headers: TimeoutHeaders,
});

export const documentsRoutes: FastifyPluginAsyncTypebox<DocumentsDependencies> = async (app, dependencies) => {
  const { documents, requireCorpus, requireWritableCorpus, rulesOf, indexDocument, filterDocuments } = dependencies;

  const findDocument = (account: Account, corpus: CorpusRecord, id: string): DocumentRecord => {
    const document = documents(account).find(corpus, id);
    if (!document) throw notFound('Document', id);
    return document;
  };

  app.post(
    '/v2/corpora/:corpus_key/documents',
    {
      schema: {
        ...operation('createCorpusDocument', 'Index a core or a structured document.'),
        params: Type.Object({ corpus_key: Type.String() }),
        querystring: schema.CreateDocumentQuery,
        body: schema.CreateDocumentRequest,
        response: {
          201: schema.Document,
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          404: NotFoundErrorSchema,
          409: ErrorSchema,
        },
      },
    },
    async (request, reply) => {
      const { account, body, params } = request;
      checkDocument(body, rulesOf(requireWritableCorpus(account, params.corpus_key)));
      const document = {
        id: body.id,
        title: body.type === 'structured' ? body.title : undefined,
        metadata: body.metadata ?? {},
        requestHash: hashRequest(body),
        content: () => toContent(body),
      };
      return reply.code(201).send(await indexDocument(account, params.corpus_key, document, signalOf(request, reply)));
    },
  );

  app.get(
    '/v2/corpora/:corpus_key/documents',
    {
      schema: {
        ...operation('listCorpusDocuments', 'List documents by id.'),
        params: Type.Object({ corpus_key: Type.String() }),
        querystring: schema.ListDocumentsQuery,
        response: {
          200: schema.ListDocumentsResponse,
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          404: NotFoundErrorSchema,
        },
      },
    },
    async (request) => {
      const { account } = request;
      const corpus = requireCorpus(account, request.params.corpus_key);
      const { limit = 10, page_key } = request.query;
      const { after, text } = page_key ? decodeKey(page_key) : { after: '', text: request.query.metadata_filter };
      const scope = { attributes: corpus.filterAttributes, level: 'document' as const };
      const filter = readRequestFilter(text, scope, 'query.metadata_filter');
      const kept = filter && new Set(filterDocuments(account, corpus, filter));
      const found = documents(account).listAfter(corpus, after, limit + 1, kept);
      const page = found.slice(0, limit);
      return {
        documents: page.map((document) => ({
          id: document.id,
          metadata: shownMetadata(document),
          ...(document.tables.length > 0 ? { tables: document.tables } : {}),
        })),
        metadata: found.length > limit ? { page_key: encodeKey({ after: page.at(-1)!.id, text }) } : {},
      };
    },
  );

  app.get(
    '/v2/corpora/:corpus_key/documents/:document_id',
    {
      schema: {
        ...operation('getCorpusDocument', 'Get one document with its parts.'),
        params: schema.DocumentParams,
        response: { 200: schema.Document, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }) =>
      wholeDocument(
        documents(account),
        findDocument(account, requireCorpus(account, params.corpus_key), params.document_id),
      ),
  );

  app.delete(
    '/v2/corpora/:corpus_key/documents/:document_id',
    {
      schema: {
        ...operation('deleteCorpusDocument', 'Delete one document.'),
        params: schema.DocumentParams,
        response: { 204: Type.Null(), 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }, reply) => {
      const corpus = requireWritableCorpus(account, params.corpus_key);
      documents(account).delete(corpus, findDocument(account, corpus, params.document_id));
      return reply.code(204).send(null);
    },
  );
};

/** A document with everything that reads show (reference corpora §3.9). */
export function wholeDocument(
  repository: DocumentsRepository<CorpusRecord>,
  document: DocumentRecord,
): schema.Document {
  const images = repository.images(document);
  return {
    id: document.id,
    metadata: shownMetadata(document),
    ...(document.tables.length > 0 ? { tables: document.tables } : {}),
    ...(images.length > 0 ? { images } : {}),
    parts: repository.parts(document).map(toWirePart),
  };
}

interface PagePosition {
  after: string;
  /** The filter of the first page, which wins over later ones. */
  text?: string | undefined;
}

const encodeKey = (position: PagePosition) => Buffer.from(JSON.stringify(position)).toString('base64url');

function decodeKey(pageKey: string): PagePosition {
  try {
    const { after, text } = JSON.parse(Buffer.from(pageKey, 'base64url').toString('utf8'));
    if (typeof after === 'string' && ['string', 'undefined'].includes(typeof text)) return { after, text };
  } catch {
    // Falls through to the refusal.
  }
  throw invalidField('query.page_key', 'is not a key that this list handed out.');
}
