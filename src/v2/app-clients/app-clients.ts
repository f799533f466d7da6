/** App clients, which get access tokens from the token endpoint. */

import { trusted } from '../../calls/call.ts';
import { filterByName, pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { checkGivenRoles } from '../given-roles.ts';
import { appClientsOf, toWire } from './app-clients-repository.ts';
import * as schema from './app-clients-schema.ts';

/** The contract lists no 404 for a client that is not there, or for a corpus that a role names. */
const also = [404];

export const appClients = [
  operation(
    'createAppClient',
    {
      summary: 'Create an app client, for OAuth with client credentials.',
      body: schema.CreateAppClientRequest,
      answer: schema.AppClient,
      also,
    },
    ({ account, principal, body }) => {
      const { name, description, api_roles = [], corpus_roles = [], agent_roles = [] } = body;
      const roles = { api_roles, corpus_roles, agent_roles };
      checkGivenRoles(principal, roles);
      const id = `app_${account.newId('credential').replaceAll('-', '')}`;
      const chosen = trusted.get()?.secrets;
      const clientId = chosen?.clientId ?? account.newSecret('client id').slice(0, 26);
      const secret = chosen?.secret ?? account.newSecret('client').slice(0, 60);
      account.claim(clientId);
      return toWire(appClientsOf(account).create({ id, name, description, clientId, secret, roles }));
    },
  ),

  operation(
    'listAppClient',
    {
      summary: 'List app clients in order of creation, with their secrets.',
      query: schema.ListAppClientsQuery,
      answer: schema.ListAppClientsResponse,
    },
    ({ account, query: { limit = 10, page_key, filter } }) => {
      const position = readPagePosition(schema.ListAppClientsQuery, page_key, { filter });
      const matching = filterByName(appClientsOf(account).list(), position.filters.filter, ({ name }) => [name]);
      const { items, metadata } = pageOf(matching, limit, position);
      return { app_clients: items.map(toWire), metadata };
    },
  ),

  operation('getAppClient', { summary: 'Get an app client.', answer: schema.AppClient, also }, ({ account, path }) =>
    toWire(appClientsOf(account).get(path.app_client_id)),
  ),

  operation(
    'updateAppClient',
    {
      summary: 'Describe an app client, or give it more roles; those it has stay.',
      body: schema.UpdateAppClientRequest,
      answer: schema.AppClient,
      also,
    },
    ({ account, principal, path, body }) => {
      const client = appClientsOf(account).get(path.app_client_id);
      checkGivenRoles(principal, body);
      return toWire(appClientsOf(account).update(client, body));
    },
  ),

  operation(
    'deleteAppClient',
    { summary: 'Delete an app client; its tokens are refused from then on.', also },
    ({ account, path }) => appClientsOf(account).delete(appClientsOf(account).get(path.app_client_id)),
  ),
];
