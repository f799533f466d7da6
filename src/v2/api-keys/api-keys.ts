/** API keys: what callers come with. */
import type { Principal } from '../../access/principal.ts';
import { includesApiRole } from '../../access/roles.ts';
import { trusted } from '../../calls/call.ts';
import { notFound } from '../../errors.ts';
import { pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { checkGivenRoles } from '../given-roles.ts';
import { type ApiKeyRecord, apiKeysOf, toWire } from './api-keys-repository.ts';
import * as schema from './api-keys-schema.ts';
import { toNewApiKey } from './new-api-key.ts';

/** Callers below administrators know only of the keys they made, and of the one they call with. */
const isVisible = (principal: Principal, key: ApiKeyRecord) =>
  includesApiRole(principal.roles, 'administrator') || key.createdBy === principal.id || key.id === principal.id;

/** Throws 404. */
function visibleKey(principal: Principal, id: string): ApiKeyRecord {
  const key = apiKeysOf(principal.account).find(id);
  if (!key || !isVisible(principal, key)) throw notFound('API key', id);
  return key;
}

/** The contract lists no 404 for a key that is not there, or for a corpus that a role names. */
const also = [404];

export const apiKeys = [
  operation(
    'createApiKey',
    {
      summary: 'Create an API key. Nobody can give a right that they do not have.',
      body: schema.CreateApiKeyRequest,
      answer: schema.ApiKey,
      also,
    },
    ({ account, principal, body }) => {
      const chosen = trusted.get()?.secrets?.secret;
      const key = toNewApiKey(body, principal, account.newId('credential'), chosen, account);
      checkGivenRoles(principal, key.roles);
      account.claim(key.secret);
      return toWire(apiKeysOf(account).create(key));
    },
  ),

  operation(
    'listApiKeys',
    {
      summary: 'List API keys in order of creation, with their secrets.',
      query: schema.ListApiKeysQuery,
      answer: schema.ListApiKeysResponse,
    },
    ({ account, principal, query: { limit = 10, page_key, ...given } }) => {
      const position = readPagePosition(schema.ListApiKeysQuery, page_key, given);
      const { corpus_key, api_key_role } = position.filters;
      const matching = apiKeysOf(account)
        .list()
        .filter((key) => isVisible(principal, key))
        .filter(({ roles }) => !corpus_key || roles.corpus_roles.some((role) => role.corpus_key === corpus_key))
        .filter(({ apiKeyRole }) => !api_key_role || apiKeyRole === api_key_role);
      const { items, metadata } = pageOf(matching, limit, position);
      return { api_keys: items.map(toWire), metadata };
    },
  ),

  operation('getApiKey', { summary: 'Get an API key.', answer: schema.ApiKey, also }, ({ principal, path }) =>
    toWire(visibleKey(principal, path.api_key_id)),
  ),

  operation(
    'updateApiKey',
    { summary: 'Enable or disable an API key.', body: schema.UpdateApiKeyRequest, answer: schema.ApiKey, also },
    ({ account, principal, path, body }) => {
      const key = visibleKey(principal, path.api_key_id);
      return toWire(apiKeysOf(account).setEnabled(key, body.enabled ?? key.enabled));
    },
  ),

  operation(
    'deleteApiKey',
    { summary: 'Delete an API key; it is refused from then on.', also },
    ({ account, principal, path }) => apiKeysOf(account).delete(visibleKey(principal, path.api_key_id)),
  ),
];
