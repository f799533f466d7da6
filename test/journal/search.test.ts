/** Finding calls: lists with filters, waiting, asserting, clearing, settings. */
import { expect, test } from 'vitest';
import type { Client, Json } from '../support/client.ts';
import { emulatorForFile, inNewAccount, startForTest } from '../support/emulator.ts';

const shared = emulatorForFile();

const list = async (api: Client, filter = ''): Promise<string[]> =>
  (await api.read(`/_emulator/journal?${filter}`)).entries.map(({ method, path }: Json) => `${method} ${path}`);

/** Three calls: one that is well, one that is refused, one that finds nothing. */
async function someCalls(api: Client = inNewAccount(shared)): Promise<Client> {
  await api.create('/v2/corpora', { key: 'birds', description: 'Of feather' });
  await api.post('/v2/corpora', { key: 'not a key' });
  await api.get('/v2/corpora/fish');
  return api;
}

test('newest first, in pages that later calls do not move', async () => {
  const api = await someCalls();
  const first = await api.read('/_emulator/journal?limit=2&path=corpora');
  await api.get('/v2/corpora');
  const second = await api.read(`/_emulator/journal?limit=2&page_key=${first.metadata.page_key}`);
  expect([...first.entries, ...second.entries].map(({ status }: Json) => status)).toEqual([404, 400, 201]);
  expect(second.metadata).toEqual({});
});

test.each([
  ['operation=getCorpus', ['GET /v2/corpora/fish']],
  ['method=post', ['POST /v2/corpora', 'POST /v2/corpora']],
  ['path=fish', ['GET /v2/corpora/fish']],
  ['status=201', ['POST /v2/corpora']],
  ['status=4xx', ['GET /v2/corpora/fish', 'POST /v2/corpora']],
  ['failed=true&method=GET', ['GET /v2/corpora/fish']],
  ['failed=false', ['POST /v2/corpora']],
  ['corpus=fish', ['GET /v2/corpora/fish']],
  ['text=OF FEATHER', ['POST /v2/corpora']],
  ['state=running', []],
  ['since=2100-01-01T00:00:00Z', []],
  ['until=2000-01-01T00:00:00Z', []],
  ['llm=nobody', []],
])('list %s', async (filter, expected) => {
  expect(await list(await someCalls(), filter)).toEqual(expected);
});

test('a filter that makes no sense is refused', async () => {
  const api = inNewAccount(shared);
  expect((await api.get('/_emulator/journal?status=9xx')).status).toBe(400);
  expect((await api.post('/_emulator/journal/assert', { filter: { colour: 'red' } })).status).toBe(400);
  expect((await api.get('/_emulator/journal/unknown')).status).toBe(404);
});

test('waiting for a call that was there, and for one that comes', async () => {
  const api = await someCalls();
  expect((await api.read('/_emulator/journal/wait?corpus=fish')).status).toBe(404);
  const coming = api.read('/_emulator/journal/wait?operation=listLLMs&timeout_ms=30000');
  await api.get('/v2/llms');
  expect(await coming).toMatchObject({ path: '/v2/llms', status: 200, state: 'finished' });
});

test('waiting in vain', async () => {
  const api = inNewAccount(shared);
  const { status, body } = await api.get('/_emulator/journal/wait?operation=query&timeout_ms=20');
  expect(status).toBe(408);
  expect(body.messages[0]).toBe('No call matched {"operation":"query"} within 20 ms.');
});

test('closing the server ends who waits and who follows', async () => {
  const api = await startForTest();
  const waiting = api.get('/_emulator/journal/wait?operation=query&timeout_ms=60000');
  const live = await api.open('GET', '/_emulator/journal/live');
  const started = performance.now();
  await api.close();
  expect((await waiting).status).toBe(408);
  await live.text();
  expect(performance.now() - started).toBeLessThan(5000);
});

test('assertions that hold', async () => {
  const api = await someCalls();
  for (const assertion of [
    { filter: { operation: 'createCorpus' }, count: 2 },
    { filter: { status: '4xx' }, count: { min: 1, max: 2 } },
    { filter: { status: 404 } },
    { order: [{ status: 201 }, { status: 400 }, { corpus: 'fish' }] },
    { filter: { operation: 'query' }, count: 0 },
  ]) {
    const { status, text, body } = await api.post('/_emulator/journal/assert', assertion);
    expect(status, text).toBe(200);
    expect(body).toEqual({ passed: true, forgotten: 0 });
  }
});

test('assertions that fail say what was found instead', async () => {
  const api = await someCalls();
  const fail = async (assertion: object) => {
    const { status, body } = await api.post('/_emulator/journal/assert', assertion);
    expect(status).toBe(409);
    return body.messages[0];
  };
  const counted = await fail({ filter: { operation: 'createCorpus' }, count: 1 });
  expect(counted).toMatch(
    /^Expected 1 call matching \{"operation":"createCorpus"\}, found 2\. These, oldest first: POST/,
  );
  expect(await fail({ filter: { operation: 'query' } })).toMatch(
    /^Expected at least 1 call .*found 0\. All calls, oldest first: .*GET \/v2\/corpora\/fish → 404 \(getCorpus\)/,
  );
  expect(await fail({ order: [{ corpus: 'fish' }, { status: 201 }] })).toMatch(
    /^Expected a call matching \{"status":201\} \(order\[1\]\) after call 3, but the last one came before that, as call 1\./,
  );
  await api.delete('/_emulator/journal');
  expect(await fail({ filter: {} })).toMatch(/The journal is empty\.$/);
});

test('only so many are kept, and none when it is off', async () => {
  const api = await someCalls(await startForTest());
  const settings = (body: object) => api.put('/_emulator/journal/settings', body);
  expect((await settings({ max_entries: 2 })).body).toEqual({
    enabled: true,
    max_entries: 2,
    max_bytes: 32 * 1024 * 1024,
  });
  expect(await list(api)).toEqual(['GET /v2/corpora/fish', 'POST /v2/corpora']);
  await api.get('/v2/llms');
  expect(await list(api)).toEqual(['GET /v2/llms', 'GET /v2/corpora/fish']);
  await settings({ enabled: false });
  const { headers } = await api.get('/v2/encoders');
  expect(headers.get('server-timing')).toMatch(/^total;dur=[\d.]+$/);
  expect(await list(api)).toEqual(['GET /v2/llms', 'GET /v2/corpora/fish']);
  expect(await api.read('/_emulator/journal/settings')).toMatchObject({ enabled: false, max_entries: 2 });
});

test('only so many bytes are kept, of each account and of all together', async () => {
  const api = await startForTest();
  const other = { headers: { 'x-emulator-account': 'other' } };
  const description = 'A long description. '.repeat(40);
  await api.post('/v2/corpora', { key: 'mine', description });
  await api.put('/_emulator/journal/settings', { max_bytes: 40_000 }, other);
  for (let index = 0; index < 30; index++) await api.post('/v2/corpora', { key: `c-${index}`, description }, other);
  expect(await list(api)).toHaveLength(1);
  const { entries, forgotten } = (await api.get('/_emulator/journal', other)).body;
  expect(entries.length).toBeGreaterThan(3);
  expect(entries.length).toBeLessThan(20);
  expect(forgotten).toBe(30 - entries.length);
});

test('accounts do not see each other', async () => {
  const api = await someCalls();
  const other = { headers: { 'x-emulator-account': 'other' } };
  expect((await api.get('/_emulator/journal', other)).body.entries).toEqual([]);
  await api.get('/v2/llms', other);
  await api.call('DELETE', '/_emulator/journal', undefined, other);
  expect(await list(api)).toHaveLength(3);
});
