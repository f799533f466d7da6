import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type StartOptions, startEmulator } from '../../src/index.ts';
import { createClient } from '../support/client.ts';

async function start(options: StartOptions = {}) {
  const emulator = await startEmulator({ upstream: 'simulate', isolation: 'key', ...options });
  onTestFinished(() => emulator.close());
  return createClient(() => emulator.url);
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'isolation-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const as = (key: string) => ({ headers: { 'x-api-key': key } });

describe.each<[string, number]>([
  ['in files', 200],
  ['in memory', 110],
])('clients at once, %s: %i', (where, count) => {
  test('nobody sees what is not theirs', async () => {
    const dataDir = where === 'in files' ? temporaryFolder() : undefined;
    const api = await start(dataDir === undefined ? {} : { dataDir });
    const clients = Array.from({ length: count }, (_, index) => ({
      key: `zut_client-${index}`,
      word: `secretword${index}x`,
    }));

    const seen = await Promise.all(
      clients.map(async ({ key, word }) => {
        await api.post('/v2/corpora', { key: 'mine', name: word }, as(key));
        const document = { id: 'd', type: 'core', document_parts: [{ text: `The password is ${word}.` }] };
        await api.post('/v2/corpora/mine/documents', document, as(key));
        const search = { corpora: [{ corpus_key: 'mine', lexical_interpolation: 1 }], limit: 100 };
        const { body: found } = await api.post('/v2/query', { query: 'password', search }, as(key));
        const { body: corpora } = await api.get('/v2/corpora', as(key));
        return {
          texts: found.search_results.map(({ text }: { text: string }) => text),
          names: corpora.corpora.map(({ name }: { name: string }) => name),
        };
      }),
    );
    expect(seen).toEqual(clients.map(({ word }) => ({ texts: [`The password is ${word}.`], names: [word] })));

    // Long after other accounts needed the room, everything is still there.
    const again = await Promise.all(clients.map(({ key }) => api.get('/v2/corpora/mine', as(key))));
    expect(again.map(({ body }) => body.name)).toEqual(clients.map(({ word }) => word));

    const { body: gone } = await api.get('/_emulator/account', as(clients[7]!.key));
    const file = dataDir && join(dataDir, 'accounts', `${gone.name}.sqlite`);
    if (file) expect(existsSync(file)).toBe(true);
    expect((await api.delete(`/_emulator/accounts/${gone.name}`)).status).toBe(204);
    if (dataDir)
      expect(readdirSync(join(dataDir, 'accounts')).filter((name) => name.startsWith(gone.name))).toEqual([]);
    expect((await api.get('/v2/corpora/mine', as(clients[7]!.key))).status).toBe(404);
    expect((await api.get('/v2/corpora/mine', as(clients[8]!.key))).body.name).toBe(clients[8]!.word);
    expect((await api.delete('/_emulator/accounts/nobody')).body.id).toBe('nobody');
  });
});

test('all keys share one account unless told otherwise', async () => {
  const api = await start({ isolation: 'shared' });
  await api.post('/v2/corpora', { key: 'ours' }, as('zut_one'));
  expect((await api.get('/v2/corpora/ours', as('zut_two'))).status).toBe(200);
});

test('a key that an account made belongs to it', async () => {
  const api = await start();
  await api.post('/v2/corpora', { key: 'mine' }, as('zut_maker'));
  const { body } = await api.post('/v2/api_keys', { name: 'k', api_roles: ['corpus_viewer'] }, as('zut_maker'));
  expect((await api.get('/v2/corpora/mine', as(body.secret_key))).status).toBe(200);
  expect((await api.post('/v2/corpora', { key: 'other' }, as(body.secret_key))).status).toBe(403);
});

test('the header chooses an account by name, whoever asks', async () => {
  const api = await start({ isolation: 'shared' });
  const inside = (name: string) => ({ headers: { 'x-emulator-account': name } });
  await api.post('/v2/corpora', { key: 'c', name: 'in One' }, inside('One'));
  await api.post('/v2/corpora', { key: 'c', name: 'in one' }, inside('one'));
  expect((await api.get('/v2/corpora/c', inside('One'))).body.name).toBe('in One');
  expect((await api.get('/v2/corpora/c', inside('one'))).body.name).toBe('in one');
  expect((await api.get('/v2/corpora/c')).status).toBe(404);
  const { body } = await api.get('/_emulator/accounts');
  expect(body.accounts.map(({ name }: { name: string }) => name).sort()).toEqual(['One', 'default', 'one']);
  const refused = await api.get('/v2/corpora', inside('../up'));
  expect(refused.status).toBe(400);
  expect(refused.body.field_errors['header.x-emulator-account']).toContain('letters');
});

test('what a chat completion or a stream is busy with is not closed under it', async () => {
  const api = await start();
  const stream = await api.open(
    'POST',
    '/v2/llms/chat/completions',
    { model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'Tell me a lot.' }] },
    as('zut_streams'),
  );
  await Promise.all(Array.from({ length: 150 }, (_, index) => api.get('/v2/corpora', as(`zut_other-${index}`))));
  expect(await stream.text()).toContain('[DONE]');
});
