import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { invalidFields, notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { metadataErrors } from './check-document.ts';
import type { DocumentRecord } from './document-record.ts';
import { type DocumentsDependencies, wholeDocument } from './documents-routes.ts';
import * as schema from './documents-schema.ts';

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Documents'],
  headers: TimeoutHeaders,
  params: schema.DocumentParams,
});

const responses = { 400: BadRequestErrorSchema, 403: ErrorSchema, 404: NotFoundErrorSchema, 429: ErrorSchema };

const ImageParams = Type.Object({ ...schema.DocumentParams.properties, image_id: Type.String() });

/** Document metadata, and images (reference corpora §3.4, §3.11). Metadata of parts cannot be changed. */
export const documentMetadataRoutes: FastifyPluginAsyncTypebox<DocumentsDependencies> = async (app, dependencies) => {
  const { documents, requireCorpus, requireWritableCorpus, rulesOf } = dependencies;

  const change = (
    { account, params }: FastifyRequest & { params: { corpus_key: string; document_id: string } },
    changed: (document: DocumentRecord) => Record<string, unknown>,
  ): schema.Document => {
    const corpus = requireWritableCorpus(account, params.corpus_key);
    const repository = documents(account);
    const document = repository.find(corpus, params.document_id);
    if (!document) throw notFound('Document', params.document_id);
    const metadata = changed(document);
    const errors = metadataErrors(metadata, rulesOf(corpus), 'document', 'body.metadata');
    if (Object.keys(errors).length > 0) throw invalidFields(errors);
    return wholeDocument(repository, repository.updateMetadata(corpus, document, metadata));
  };

  app.patch(
    '/v2/corpora/:corpus_key/documents/:document_id',
    {
      schema: {
        ...operation('updateCorpusDocument', 'Add to the metadata of a document, or overwrite keys of it.'),
        body: schema.UpdateDocumentRequest,
        response: { 200: schema.Document, ...responses },
      },
    },
    async (request) => change(request, ({ metadata }) => ({ ...metadata, ...request.body?.metadata })),
  );

  app.put(
    '/v2/corpora/:corpus_key/documents/:document_id/metadata',
    {
      schema: {
        ...operation('replaceCorpusDocumentMetadata', 'Replace the metadata of a document as a whole.'),
        body: schema.UpdateDocumentRequest,
        response: { 200: schema.Document, ...responses },
      },
    },
    async (request) => change(request, () => request.body?.metadata ?? {}),
  );

  app.get(
    '/v2/corpora/:corpus_key/documents/:document_id/images/:image_id',
    {
      schema: {
        ...operation('getImage', 'Get an image of a document, its bytes in base64.'),
        params: ImageParams,
        response: { 200: schema.Image, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }) => {
      const corpus = requireCorpus(account, params.corpus_key);
      const document = documents(account).find(corpus, params.document_id);
      if (!document) throw notFound('Document', params.document_id);
      const image = documents(account).image(document, params.image_id);
      if (!image) throw notFound('Image', params.image_id);
      return image;
    },
  );
};
