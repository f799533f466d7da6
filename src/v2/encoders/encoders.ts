/** Encoders: the platform's, and endpoints that an account registers. */

import type { Account } from '../../accounts/account.ts';
import { invalidField, invalidFields } from '../../errors.ts';
import { filterByName, pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { authHeaderErrors, uriErrors } from '../../upstream/network/connection-errors.ts';
import { orConnectionFailed } from '../../upstream/network/connection-failed.ts';
import { toEmbeddingsSettings, toNewEncoder, toWire } from './encoder-record.ts';
import { encodersOf } from './encoders-repository.ts';
import * as schema from './encoders-schema.ts';
import { measureDimensions } from './encoding.ts';
import { PLATFORM_ENCODER } from './platform-encoder.ts';

function checkConnection({ uri, auth }: ReturnType<typeof toNewEncoder>): void {
  const errors = { ...uriErrors(uri), ...(auth ? authHeaderErrors(auth) : {}) };
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
}

/** A 400, since this operation declares no 409 (docs/behaviour/encoders.md, Encoders). */
function refuseTakenName(account: Account, name: string): void {
  if (name === PLATFORM_ENCODER.name || encodersOf(account).findByName(name)) {
    throw invalidField('body.name', `"${name}" is already the name of an encoder.`);
  }
}

export const encoders = [
  operation(
    'listEncoders',
    {
      summary: 'List encoders: the platform’s, then the account’s own.',
      query: schema.ListEncodersQuery,
      answer: schema.ListEncodersResponse,
    },
    ({ account, query: { limit = 10, page_key, filter } }) => {
      const position = readPagePosition(schema.ListEncodersQuery, page_key, { filter });
      const all = [PLATFORM_ENCODER, ...encodersOf(account).list().map(toWire)];
      const { items, metadata } = pageOf(filterByName(all, position.filters.filter), limit, position);
      return { encoders: items, metadata };
    },
  ),

  operation(
    'createEncoder',
    {
      summary: 'Register an encoder. Its endpoint is called once before anything is stored.',
      body: schema.CreateEncoderRequest,
      answer: schema.Encoder,
    },
    async ({ account, body, requestId, signal }) => {
      const encoder = toNewEncoder(body);
      checkConnection(encoder);
      refuseTakenName(account, encoder.name);
      const measuring = measureDimensions(account, toEmbeddingsSettings(encoder, requestId), signal);
      const outputDimensions = await orConnectionFailed('encoder', measuring);
      refuseTakenName(account, encoder.name); // Another request may have taken it meanwhile.
      return toWire(encodersOf(account).create({ ...encoder, outputDimensions }));
    },
  ),
];
