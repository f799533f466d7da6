import { describe, expect, test } from 'vitest';
import { as, getWithToken } from '../../access/support/credentials.ts';
import type { Client } from '../../support/client.ts';
import { emulatorForFile, startForTest } from '../../support/emulator.ts';
import { temporaryFolder } from '../../support/process.ts';

const api = emulatorForFile();

const isLetIn = async (on: Client, secret: string): Promise<boolean> => {
  const answers = [await on.get('/v2/corpora', as(secret)), await getWithToken(on.url, '/v2/corpora', secret)];
  const statuses = new Set(answers.map(({ status }) => status));
  expect(statuses.size).toBe(1);
  if (statuses.has(200)) return true;
  for (const { status, body, text } of answers) {
    expect(status).toBe(401);
    expect(body).toEqual({ messages: [expect.stringContaining('not accepted')], request_id: expect.any(String) });
    expect(text).not.toContain(secret);
  }
  return false;
};

describe('in the open mode too', () => {
  test('a disabled key is refused until it is enabled again', async () => {
    const { id, secret_key, ...rest } = await api.create('/v2/api_keys', { name: 'k', api_roles: ['viewer'] });
    const disabled = await api.patch(`/v2/api_keys/${id}`, { enabled: false });
    expect([disabled.status, disabled.body]).toEqual([200, { id, secret_key, ...rest, enabled: false }]);
    expect(await api.read(`/v2/api_keys/${id}`)).toEqual(disabled.body);
    expect(await isLetIn(api, secret_key)).toBe(false);
    for (const given of [{}, { enabled: null }, { name: 'other', api_roles: ['owner'] }]) {
      expect((await api.patch(`/v2/api_keys/${id}`, given)).body).toEqual(disabled.body);
    }
    expect((await api.patch(`/v2/api_keys/${id}`, { enabled: true })).body).toEqual({ id, secret_key, ...rest });
    expect(await isLetIn(api, secret_key)).toBe(true);
  });

  test('a deleted key is refused for ever', async () => {
    const { id, secret_key } = await api.create('/v2/api_keys', { name: 'k' });
    expect(await isLetIn(api, secret_key)).toBe(true);
    const deleted = await api.delete(`/v2/api_keys/${id}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect(await isLetIn(api, secret_key)).toBe(false);
    expect((await api.get(`/v2/api_keys/${id}`)).status).toBe(404);
  });

  test('a key may disable or delete itself', async () => {
    for (const method of ['PATCH', 'DELETE']) {
      const { id, secret_key } = await api.create('/v2/api_keys', { name: 'k', api_roles: [] });
      const answer = await api.call(method, `/v2/api_keys/${id}`, { enabled: false }, as(secret_key));
      expect(answer.status).toBeLessThan(300);
      expect(await isLetIn(api, secret_key)).toBe(false);
    }
  });
});

test.each(['GET', 'PATCH', 'DELETE'])('%s of a key that is not there', async (method) => {
  const { status, body } = await api.call(method, '/v2/api_keys/aky_0', method === 'PATCH' ? {} : undefined);
  expect(status).toBe(404);
  expect(body).toMatchObject({ id: 'aky_0', messages: ["API key 'aky_0' was not found."] });
});

test('enabled should be a boolean', async () => {
  const { id } = await api.create('/v2/api_keys', { name: 'k' });
  const refused = await api.patch(`/v2/api_keys/${id}`, { enabled: 'no' });
  expect(refused.status).toBe(400);
  expect(refused.body.field_errors).toEqual({ 'body.enabled': expect.stringContaining('type boolean') });
});

test('a restart changes nothing: rights, order, and who is refused', async () => {
  const dataDir = temporaryFolder();
  const before = await startForTest({ dataDir });
  await before.create('/v2/corpora', { key: 'c' });
  const make = (name: string, given: object = {}) => before.create('/v2/api_keys', { name, ...given });
  const serving = await make('serving', { api_key_role: 'serving', corpus_keys: ['c'] });
  const disabled = await make('disabled');
  const deleted = await make('deleted');
  await before.patch(`/v2/api_keys/${disabled.id}`, { enabled: false });
  await before.delete(`/v2/api_keys/${deleted.id}`);
  const kept = await before.read('/v2/api_keys');
  await before.close();

  for (const auth of ['open', 'strict'] as const) {
    const after = await startForTest({ dataDir, auth, apiKey: 'zut_test' });
    expect(await after.read('/v2/api_keys')).toEqual(kept);
    expect(await isLetIn(after, serving.secret_key)).toBe(true);
    expect((await after.get('/v2/corpora/c', as(serving.secret_key))).status).toBe(200);
    expect((await after.delete('/v2/corpora/c', as(serving.secret_key))).status).toBe(403);
    for (const { secret_key } of [disabled, deleted]) expect(await isLetIn(after, secret_key)).toBe(false);
    await after.close();
  }
});
