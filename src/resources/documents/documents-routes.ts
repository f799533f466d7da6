import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { conflict, invalidField, notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/error-schema.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { toDocumentParts } from './document-parts.ts';
import { type DocumentRecord, type DocumentsRepository, hashRequest } from './documents-repository.ts';
import * as schema from './documents-schema.ts';

export interface DocumentsDependencies {
  documents: PerAccount<DocumentsRepository>;
  /** The row id of a corpus; throws 404 when there is none of that key. */
  requireCorpus(account: Account, key: string): number;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Documents'],
  headers: TimeoutHeaders,
});

/** A structured document's title shows up among its metadata unless the caller has one there (reference corpora §3.8). */
const shownMetadata = ({ title, metadata }: DocumentRecord) => ({
  ...(title === undefined ? {} : { title }),
  ...metadata,
});

export const documentsRoutes: FastifyPluginAsyncTypebox<DocumentsDependencies> = async (
  app,
  { documents, requireCorpus },
) => {
  const findDocument = (account: Account, params: { corpus_key: string; document_id: string }) => {
    const corpusId = requireCorpus(account, params.corpus_key);
    const document = documents(account).find(corpusId, params.document_id);
    if (!document) throw notFound('Document', params.document_id);
    return { corpusId, document };
  };

  app.post(
    '/v2/corpora/:corpus_key/documents',
    {
      schema: {
        ...operation('createCorpusDocument', 'Index a core or a structured document.'),
        params: Type.Object({ corpus_key: Type.String() }),
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
      const corpusId = requireCorpus(request.account, request.params.corpus_key);
      const { id, metadata = {} } = request.body;
      const repository = documents(request.account);
      const requestHash = hashRequest(request.body);
      const existing = repository.find(corpusId, id);
      if (existing && existing.requestHash !== requestHash) throw differentContent(id);
      const parts = toDocumentParts(request.body);
      const title = request.body.type === 'structured' ? request.body.title : undefined;
      const stored = existing ?? repository.create(corpusId, { id, title, metadata, parts, requestHash });
      return reply.code(201).send({ id, metadata: stored.metadata, storage_usage: storageUsage(metadata, parts) });
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
      const corpusId = requireCorpus(request.account, request.params.corpus_key);
      const { limit = 10, page_key } = request.query;
      const after = page_key ? decodeKey(page_key) : '';
      const found = documents(request.account).listAfter(corpusId, after, limit + 1);
      const page = found.slice(0, limit);
      return {
        documents: page.map((document) => ({ id: document.id, metadata: shownMetadata(document) })),
        metadata: found.length > limit ? { page_key: encodeKey(page.at(-1)!.id) } : {},
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
    async (request) => {
      const { document } = findDocument(request.account, request.params);
      return {
        id: document.id,
        metadata: shownMetadata(document),
        parts: documents(request.account).parts(document),
      };
    },
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
    async (request, reply) => {
      const { corpusId, document } = findDocument(request.account, request.params);
      documents(request.account).delete(corpusId, document);
      return reply.code(204).send(null);
    },
  );
};

const differentContent = (id: string) =>
  conflict(
    `A document with the id '${id}' exists already and has other content. Documents cannot be updated: delete it and add it again.`,
  );

/** Bytes of text, and of compact JSON of all metadata (reference corpora §3.8). */
const storageUsage = (metadata: object, parts: { text: string; metadata: object }[]) => ({
  bytes_used: sum(parts.map(({ text }) => Buffer.byteLength(text))),
  metadata_bytes_used: sum([metadata, ...parts.map((part) => part.metadata)].map((m) => JSON.stringify(m).length)),
});

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);

const encodeKey = (id: string) => Buffer.from(JSON.stringify({ after: id })).toString('base64url');

function decodeKey(pageKey: string): string {
  try {
    const { after } = JSON.parse(Buffer.from(pageKey, 'base64url').toString('utf8'));
    if (typeof after === 'string') return after;
  } catch {
    // Falls through to the refusal.
  }
  throw invalidField('query.page_key', 'is not a key that this list handed out.');
}
