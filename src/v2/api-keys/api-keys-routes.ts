import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CheckGivenRoles } from '../../access/giving-roles.ts';
import type { Principal } from '../../access/principal.ts';
import { includesApiRole } from '../../access/roles.ts';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { type ApiKeyRecord, type ApiKeysRepository, toWire } from './api-keys-repository.ts';
import * as schema from './api-keys-schema.ts';
import { toNewApiKey } from './new-api-key.ts';

export interface ApiKeysDependencies {
  apiKeys: PerAccount<ApiKeysRepository>;
  checkGivenRoles: CheckGivenRoles;
  /** Makes a secret known as one of this account, before the secret is stored. */
  claimCredential(account: Account, secret: string): void;
  /** What sets the ids of what is made apart. */
  newUuid(account: Account): string;
  /** Secrets that were chosen for what is made; only a seed may choose them. */
  chosenSecrets(): { clientId?: string | undefined; secret?: string | undefined };
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['API Keys'],
  headers: TimeoutHeaders,
});

const ofKey = { params: schema.ApiKeyParams };
const responses = { 403: ErrorSchema, 404: NotFoundErrorSchema };

export const apiKeysRoutes: FastifyPluginAsyncTypebox<ApiKeysDependencies> = async (
  app,
  { apiKeys, checkGivenRoles, claimCredential, newUuid, chosenSecrets },
) => {
  /** Callers below administrators know only of the keys they made, and of the one they call with. */
  const isVisible = (principal: Principal, key: ApiKeyRecord) =>
    includesApiRole(principal.roles, 'administrator') || key.createdBy === principal.id || key.id === principal.id;

  const requireKey = ({ account, principal }: { account: Account; principal: Principal }, id: string) => {
    const key = apiKeys(account).find(id);
    if (!key || !isVisible(principal, key)) throw notFound('API key', id);
    return key;
  };

  app.post(
    '/v2/api_keys',
    {
      schema: {
        ...operation('createApiKey', 'Create an API key. Nobody can give a right that they do not have.'),
        body: schema.CreateApiKeyRequest,
        response: { 201: schema.ApiKey, 400: BadRequestErrorSchema, ...responses },
      },
    },
    async ({ account, principal, body }, reply) => {
      const key = toNewApiKey(body, principal, newUuid(account), chosenSecrets().secret);
      checkGivenRoles(principal, key.roles);
      claimCredential(account, key.secret);
      return reply.code(201).send(toWire(apiKeys(account).create(key)));
    },
  );

  app.get(
    '/v2/api_keys',
    {
      schema: {
        ...operation('listApiKeys', 'List API keys in order of creation, with their secrets.'),
        querystring: schema.ListApiKeysQuery,
        response: { 200: schema.ListApiKeysResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ account, principal, query: { limit = 10, page_key, ...given } }) => {
      const position = readPagePosition(page_key, given);
      const { corpus_key, api_key_role } = position.filters;
      const matching = apiKeys(account)
        .list()
        .filter((key) => isVisible(principal, key))
        .filter(({ roles }) => !corpus_key || roles.corpus_roles.some((role) => role.corpus_key === corpus_key))
        .filter(({ apiKeyRole }) => !api_key_role || apiKeyRole === api_key_role);
      const { items, metadata } = pageOf(matching, limit, position);
      return { api_keys: items.map(toWire), metadata };
    },
  );

  app.get(
    '/v2/api_keys/:api_key_id',
    {
      schema: {
        ...operation('getApiKey', 'Get an API key.'),
        ...ofKey,
        response: { 200: schema.ApiKey, ...responses },
      },
    },
    async (request) => toWire(requireKey(request, request.params.api_key_id)),
  );

  app.patch(
    '/v2/api_keys/:api_key_id',
    {
      schema: {
        ...operation('updateApiKey', 'Enable or disable an API key.'),
        ...ofKey,
        body: schema.UpdateApiKeyRequest,
        response: { 200: schema.ApiKey, 400: BadRequestErrorSchema, ...responses },
      },
    },
    async (request) => {
      const key = requireKey(request, request.params.api_key_id);
      const { enabled = key.enabled } = request.body;
      return toWire(apiKeys(request.account).setEnabled(key, enabled));
    },
  );

  app.delete(
    '/v2/api_keys/:api_key_id',
    {
      schema: {
        ...operation('deleteApiKey', 'Delete an API key; it is refused from then on.'),
        ...ofKey,
        response: { 204: Type.Null(), ...responses },
      },
    },
    async (request, reply) => {
      apiKeys(request.account).delete(requireKey(request, request.params.api_key_id));
      return reply.code(204).send(null);
    },
  );
};
