import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { invalidField, unsupportedMediaType } from '../../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../../http/errors/error-schema.ts';
import { signalOf, TimeoutHeaders } from '../../../http/request-deadline.ts';
import { Document } from '../documents-schema.ts';
import { type FormFile, type FormPart, LARGEST_PART, readForm } from './read-form.ts';
import { type UploadDependencies, uploadDocument } from './upload-document.ts';
import { UploadFileRequest } from './upload-schema.ts';

declare module 'fastify' {
  interface FastifyRequest {
    uploadedFile: FormFile | undefined;
  }
}

const LARGEST_FORM = {
  limits: { fileSize: LARGEST_PART, parts: 1000 },
  throwFileSizeLimit: false,
  preservePath: true,
  // Clients send the file without a name beside a `filename` field, and JSON with one: a part's name tells what it is.
  isPartAFile: () => true,
};

/** `uploadFile` (reference corpora §4). */
export const uploadRoutes: FastifyPluginAsyncTypebox<UploadDependencies> = async (app, dependencies) => {
  const { default: multipart } = await import('@fastify/multipart');
  app.removeAllContentTypeParsers();
  await app.register(multipart, LARGEST_FORM);
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.decorateRequest('uploadedFile', undefined);

  app.post(
    '/v2/corpora/:corpus_key/upload_file',
    {
      schema: {
        operationId: 'uploadFile',
        summary: 'Upload a file and index what it says.',
        tags: ['Upload'],
        headers: TimeoutHeaders,
        params: Type.Object({ corpus_key: Type.String() }),
        consumes: ['multipart/form-data'],
        body: UploadFileRequest,
        response: {
          201: Document,
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          404: NotFoundErrorSchema,
          409: ErrorSchema,
          413: ErrorSchema,
          415: ErrorSchema,
        },
      },
      preValidation: async (request) => {
        dependencies.requireWritableCorpus(request.account, request.params.corpus_key);
        if (!request.isMultipart()) {
          throw unsupportedMediaType('An upload is sent as multipart/form-data.');
        }
        const { body, file } = await readForm(request.parts() as AsyncIterable<FormPart>);
        request.body = body as never;
        request.uploadedFile = file;
      },
    },
    async (request, reply) => {
      const { account, params, uploadedFile: file } = request;
      const { filename: id, file: _type, ...fields } = request.body;
      if (id === undefined || !file) {
        throw invalidField('body.filename', 'is required, as a field or as the name of the file.');
      }
      const upload = { id, file, fields };
      const document = await uploadDocument(account, params.corpus_key, upload, dependencies, signalOf(request, reply));
      return reply.code(201).send(document);
    },
  );
};
