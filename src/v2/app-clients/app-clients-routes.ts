import { randomBytes } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CheckGivenRoles } from '../../access/giving-roles.ts';
import type { Account, PerAccount } from '../../accounts/account.ts';
import { notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { filterByName } from '../../http/input/name-filter.ts';
import { pageOf, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { type AppClientsRepository, toWire } from './app-clients-repository.ts';
import * as schema from './app-clients-schema.ts';

export interface AppClientsDependencies {
  appClients: PerAccount<AppClientsRepository>;
  checkGivenRoles: CheckGivenRoles;
  /** Makes a client id known as one of this account, before the client is stored. */
  claimCredential(account: Account, clientId: string): void;
  /** What sets the ids of what is made apart. */
  newUuid(account: Account): string;
  /** Secrets that were chosen for what is made; only a seed may choose them. */
  chosenSecrets(): { clientId?: string | undefined; secret?: string | undefined };
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Application Clients'],
  headers: TimeoutHeaders,
});

const ofClient = { params: schema.AppClientParams };
const responses = { 403: ErrorSchema, 404: NotFoundErrorSchema };

export const appClientsRoutes: FastifyPluginAsyncTypebox<AppClientsDependencies> = async (
  app,
  { appClients, checkGivenRoles, claimCredential, newUuid, chosenSecrets },
) => {
  const requireClient = (account: Account, id: string) => {
    const client = appClients(account).find(id);
    if (!client) throw notFound('App client', id);
    return client;
  };

  app.post(
    '/v2/app_clients',
    {
      schema: {
        ...operation('createAppClient', 'Create an app client, for OAuth with client credentials.'),
        body: schema.CreateAppClientRequest,
        response: { 201: schema.AppClient, 400: BadRequestErrorSchema, ...responses },
      },
    },
    async ({ account, principal, body }, reply) => {
      const { name, description, api_roles = [], corpus_roles = [], agent_roles = [] } = body;
      const roles = { api_roles, corpus_roles, agent_roles };
      checkGivenRoles(principal, roles);
      const id = `app_${newUuid(account).replaceAll('-', '')}`;
      const chosen = chosenSecrets();
      const clientId = chosen.clientId ?? randomBytes(13).toString('hex');
      const secret = chosen.secret ?? randomBytes(30).toString('hex');
      claimCredential(account, clientId);
      const client = appClients(account).create({ id, name, description, clientId, secret, roles });
      return reply.code(201).send(toWire(client));
    },
  );

  app.get(
    '/v2/app_clients',
    {
      schema: {
        ...operation('listAppClient', 'List app clients in order of creation, with their secrets.'),
        querystring: schema.ListAppClientsQuery,
        response: { 200: schema.ListAppClientsResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ account, query: { limit = 10, page_key, filter } }) => {
      const position = readPagePosition(page_key, { filter });
      const matching = filterByName(appClients(account).list(), position.filters.filter, ({ name }) => [name]);
      const { items, metadata } = pageOf(matching, limit, position);
      return { app_clients: items.map(toWire), metadata };
    },
  );

  app.get(
    '/v2/app_clients/:app_client_id',
    {
      schema: {
        ...operation('getAppClient', 'Get an app client.'),
        ...ofClient,
        response: { 200: schema.AppClient, ...responses },
      },
    },
    async ({ account, params }) => toWire(requireClient(account, params.app_client_id)),
  );

  app.patch(
    '/v2/app_clients/:app_client_id',
    {
      schema: {
        ...operation(
          'updateAppClient',
          'Describe an app client, or give it other roles; each list replaces the old one.',
        ),
        ...ofClient,
        body: schema.UpdateAppClientRequest,
        response: { 200: schema.AppClient, 400: BadRequestErrorSchema, ...responses },
      },
    },
    async ({ account, principal, params, body }) => {
      const client = requireClient(account, params.app_client_id);
      checkGivenRoles(principal, body);
      return toWire(appClients(account).update(client, body));
    },
  );

  app.delete(
    '/v2/app_clients/:app_client_id',
    {
      schema: {
        ...operation('deleteAppClient', 'Delete an app client; its tokens are refused from then on.'),
        ...ofClient,
        response: { 204: Type.Null(), ...responses },
      },
    },
    async ({ account, params }, reply) => {
      appClients(account).delete(requireClient(account, params.app_client_id));
      return reply.code(204).send(null);
    },
  );
};
