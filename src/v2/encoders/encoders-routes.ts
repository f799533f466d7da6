import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PerAccount } from '../../accounts/account.ts';
import { invalidField, invalidFields } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema } from '../../http/errors/error-schema.ts';
import { filterByName } from '../../http/input/name-filter.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { signalOf, TimeoutHeaders } from '../../http/request-deadline.ts';
import type { EmbeddingsSettings } from '../../upstream/embeddings/embed-texts.ts';
import { authHeaderErrors, uriErrors } from '../../upstream/network/connection-errors.ts';
import { orConnectionFailed } from '../../upstream/network/connection-failed.ts';
import { toEmbeddingsSettings, toNewEncoder, toWire } from './encoder-record.ts';
import type { EncodersRepository } from './encoders-repository.ts';
import * as schema from './encoders-schema.ts';
import { PLATFORM_ENCODER } from './platform-encoder.ts';

export interface EncodersDependencies {
  encoders: PerAccount<EncodersRepository>;
  /** Has the endpoint encode one short text; how many dimensions it gave. Throws UpstreamError. */
  measureDimensions(settings: EmbeddingsSettings, signal: AbortSignal): Promise<number>;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Encoders'],
  headers: TimeoutHeaders,
});

export const encodersRoutes: FastifyPluginAsyncTypebox<EncodersDependencies> = async (
  app,
  { encoders, measureDimensions },
) => {
  app.get(
    '/v2/encoders',
    {
      schema: {
        ...operation('listEncoders', 'List encoders: the platform’s, then the account’s own.'),
        querystring: schema.ListEncodersQuery,
        response: { 200: schema.ListEncodersResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ account, query: { limit = 10, page_key, filter } }) => {
      const position = readPagePosition(page_key, { filter });
      const all = [PLATFORM_ENCODER, ...encoders(account).list().map(toWire)];
      const { items, metadata } = pageOf(filterByName(all, position.filters.filter), limit, position);
      return { encoders: items, metadata };
    },
  );

  app.post(
    '/v2/encoders',
    {
      schema: {
        ...operation('createEncoder', 'Register an encoder. Its endpoint is called once before anything is stored.'),
        body: schema.CreateEncoderRequest,
        response: { 201: schema.Encoder, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async (request, reply) => {
      const repository = encoders(request.account);
      const encoder = toNewEncoder(request.body);
      checkConnection(encoder);
      refuseTakenName(repository, encoder.name);
      const settings = toEmbeddingsSettings(encoder, request.id);
      const measuring = measureDimensions(settings, signalOf(request, reply));
      const outputDimensions = await orConnectionFailed('encoder', measuring);
      refuseTakenName(repository, encoder.name); // Another request may have taken it meanwhile.
      return reply.code(201).send(toWire(repository.create({ ...encoder, outputDimensions })));
    },
  );
};

function checkConnection({ uri, auth }: ReturnType<typeof toNewEncoder>): void {
  const errors = { ...uriErrors(uri), ...(auth ? authHeaderErrors(auth) : {}) };
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
}

/** A 400, since this operation declares no 409 (reference corpora §11.1). */
function refuseTakenName(repository: EncodersRepository, name: string): void {
  if (name === PLATFORM_ENCODER.name || repository.findByName(name)) {
    throw invalidField('body.name', `"${name}" is already the name of an encoder.`);
  }
}
