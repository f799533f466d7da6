import {
  AGENT_ROLES,
  type AgentRole,
  API_ROLES,
  type ApiRole,
  CORPUS_ROLES,
  type CorpusRole,
} from '../../../src/access/roles.ts';
import type { CallOptions, Client } from '../../support/client.ts';

export type Headers = Record<string, string>;

export interface Callers {
  /** Those that must be refused with 401, whatever they ask for. */
  strangers: Record<string, Headers>;
  withoutRole: Headers;
  byApiRole: Record<ApiRole, Headers>;
  /** With a role on the corpus `right` alone. */
  byCorpusRole: Record<CorpusRole, Headers>;
  /** With a role on the agent `right` alone. */
  byAgentRole: Record<AgentRole, Headers>;
}

/** A caller of every kind, made through the API. `passTime` moves the emulator's clock. */
export async function createCallers(api: Client, owner: CallOptions, passTime: (ms: number) => void): Promise<Callers> {
  const keyWith = async (roles: object): Promise<Headers> => {
    const { body } = await api.post('/v2/api_keys', { name: 'walk', ...roles }, owner);
    return { 'x-api-key': body.secret_key };
  };
  const tokenWith = async (roles: object): Promise<Headers> => {
    const asked = { name: 'walk', type: 'client_credentials', ...roles };
    const { body: client } = await api.post('/v2/app_clients', asked, owner);
    const { client_id, client_secret } = client;
    const { body } = await api.post('/oauth/token', { grant_type: 'client_credentials', client_id, client_secret });
    return { authorization: `Bearer ${body.access_token}` };
  };

  const expired = await tokenWith({ api_roles: ['owner'] });
  passTime(30 * 60 * 1000 + 1000);
  const { body: disabled } = await api.post('/v2/api_keys', { name: 'off', api_roles: ['owner'] }, owner);
  await api.patch(`/v2/api_keys/${disabled.id}`, { enabled: false }, owner);
  const { body: deleted } = await api.post('/v2/api_keys', { name: 'gone', api_roles: ['owner'] }, owner);
  await api.delete(`/v2/api_keys/${deleted.id}`, owner);

  const byApiRole = Object.fromEntries(
    await Promise.all(API_ROLES.map(async (role) => [role, await keyWith({ api_roles: [role] })])),
  );
  const byCorpusRole = Object.fromEntries(
    await Promise.all(
      CORPUS_ROLES.map(async (role) => [role, await tokenWith({ corpus_roles: [{ corpus_key: 'right', role }] })]),
    ),
  );
  const byAgentRole = Object.fromEntries(
    await Promise.all(
      AGENT_ROLES.map(async (role) => [role, await tokenWith({ agent_roles: [{ agent_key: 'right', role }] })]),
    ),
  );
  return {
    strangers: {
      'no credential': {},
      unknown: { 'x-api-key': 'zut_nobody' },
      'an unknown token': { authorization: 'Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.AAAA' },
      disabled: { 'x-api-key': disabled.secret_key },
      deleted: { 'x-api-key': deleted.secret_key },
      expired,
    },
    withoutRole: await tokenWith({}),
    byApiRole,
    byCorpusRole,
    byAgentRole,
  };
}
