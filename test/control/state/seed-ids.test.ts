import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Client, Json } from '../../support/client.ts';
import { inNewAccount, startForTest } from '../../support/emulator.ts';
import { endedJob } from '../../support/jobs/jobs.ts';

/** Makes one of everything that has a random id; answers with the ids. */
async function makeAll(api: Client): Promise<string[]> {
  await api.create('/v2/corpora', { key: 'c', save_history: true });
  const job = await api.post('/v2/corpora/c/replace_filter_attributes', { filter_attributes: [] });
  await endedJob(api, job.body.job_id);
  const asked = { query: 'who?', search: { corpora: [{ corpus_key: 'c' }] } };
  const chat = (await api.post('/v2/chats', asked)).body;
  const key = await api.create('/v2/api_keys', { name: 'k', api_roles: ['owner'] });
  const client = await api.create('/v2/app_clients', { type: 'client_credentials', name: 'a', api_roles: ['owner'] });
  const user = await api.create('/v2/users', { email: 'ann@example.com' });
  const history = (await api.read('/v2/queries')).queries.map(({ id }: Json) => id);
  return [job.body.job_id, chat.chat_id, chat.turn_id, key.id, client.id, user.id, ...history];
}

const secretsOf = async (api: Client): Promise<string[]> => [
  (await api.read('/v2/api_keys')).api_keys[0].secret_key,
  (await api.read('/v2/app_clients')).app_clients[0].client_id,
  (await api.read('/v2/app_clients')).app_clients[0].client_secret,
];

test('ids and secrets repeat after a reset; with another seed, and secrets in another account, they differ', async () => {
  const [api, other] = [await startForTest({ seedIds: 'x' }), await startForTest({ seedIds: 'y' })];
  const ids = await makeAll(api);
  expect(ids.every((id) => /^[a-z]{3}_/.test(id))).toBe(true);
  expect(ids).toHaveLength(7);
  const secrets = await secretsOf(api);
  await api.post('/_emulator/reset');
  expect(await makeAll(api)).toEqual(ids);
  expect(await secretsOf(api)).toEqual(secrets);
  const beside = inNewAccount(api);
  await makeAll(beside);
  for (const secret of await secretsOf(beside)) expect(secrets).not.toContain(secret);
  const others = await makeAll(other);
  expect(others.filter((id) => ids.includes(id))).toEqual([]);
});

test('ids go on where they were after a restart and with a snapshot', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'seed-ids-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const newUser = async (api: Client, name: string): Promise<string> =>
    (await api.create('/v2/users', { email: `${name}@example.com` })).id;
  const first = await startForTest({ dataDir, seedIds: 'x' });
  const a = await newUser(first, 'a');
  await first.post('/_emulator/snapshots', { name: 's' });
  const b = await newUser(first, 'b');
  await first.close();
  const second = await startForTest({ dataDir, seedIds: 'x' });
  expect([a, b]).not.toContain(await newUser(second, 'c'));
  await second.post('/_emulator/snapshots/s/load', {});
  expect(await newUser(second, 'd')).toBe(b);
});

test('request ids repeat from the start of a server', async () => {
  const requestId = async () => (await (await startForTest({ seedIds: 'x' })).get('/v2/corpora/none')).body.request_id;
  const id = await requestId();
  expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(await requestId()).toBe(id);
});

test('request ids are not changed by who only looks on', async () => {
  const [api, other] = [await startForTest({ seedIds: 'x' }), await startForTest({ seedIds: 'x' })];
  const requestId = async (client: Client) => (await client.get('/v2/corpora/none')).body.request_id;
  expect(await requestId(api)).toBe(await requestId(other));
  await api.get('/_emulator/state');
  await api.get('/console');
  const aside = await api.get('/v2/corpora/none', { headers: { 'x-emulator-bypass': 'journal' } });
  expect(aside.body.request_id).toMatch(/^[0-9a-f]{32}$/);
  expect(await requestId(api)).toBe(await requestId(other));
});

test('with the clock stopped as well, a whole scenario answers the same bytes: secrets, times and latencies too', async () => {
  const scenario = async () => {
    const api = await startForTest({ upstream: 'simulate', seedIds: 'one' });
    await api.post('/_emulator/clock', { set: '2030-01-01T00:00:00Z', frozen: true });
    const texts: string[] = [];
    const send = async (method: string, path: string, body?: unknown) => {
      const { status, headers, text, body: parsed } = await api.call(method, path, body);
      texts.push(`${method} ${path} ${status} ${headers.get('x-request-id')} ${text}`);
      return parsed;
    };
    const question = { search: { corpora: [{ corpus_key: 'c' }] }, generation: {} };
    await send('POST', '/v2/corpora', { key: 'c', save_history: true });
    const part = { text: 'The lens was made by Fresnel in 1822.' };
    await send('POST', '/v2/corpora/c/documents', { id: 'd', type: 'core', document_parts: [part] });
    await send('POST', '/v2/api_keys', { name: 'a', api_key_role: 'personal' });
    await send('POST', '/v2/app_clients', { name: 'x', type: 'client_credentials' });
    await send('POST', '/v2/users', { email: 'a@b.cd' });
    await send('POST', '/v2/llms', { type: 'openai-compatible', name: 'l', model: 'm', uri: 'http://x.example/v1' });
    for (const stream_response of [false, true]) {
      await send('POST', '/v2/query', {
        query: 'Who made the lens?',
        ...question,
        save_history: true,
        stream_response,
      });
    }
    const { chat_id } = await send('POST', '/v2/chats', { query: 'Who made it?', ...question, chat: { store: true } });
    await send('POST', `/v2/chats/${chat_id}/turns`, { query: 'When?', ...question, chat: { store: true } });
    for (const stream of [false, true]) {
      const messages = [{ role: 'user', content: 'Hello' }];
      await send('POST', '/v2/llms/chat/completions', { model: 'l', messages, stream });
    }
    const { queries } = await send('GET', '/v2/queries');
    await send('GET', `/v2/queries/${queries[0].id}`);
    await send('DELETE', '/v2/corpora/c/documents?async=true&document_ids=d');
    for (const list of ['jobs', 'api_keys', 'app_clients', 'users', 'llms', 'chats']) await send('GET', `/v2/${list}`);
    return texts;
  };
  const [first, second] = [await scenario(), await scenario()];
  expect(first.every((text) => / 20\d /.test(text))).toBe(true);
  expect(second).toEqual(first);
});
