/** Another emulator in the place of the real Vectara: what is passed to it, recorded and replayed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Client } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';
import { temporaryFolder } from '../support/process.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';

/** Plays Vectara: keys are accounts, and a script gives it what no emulator has. */
const vectara = emulatorForFile({ isolation: 'key' });
const SCRIPTS = '/_emulator/api-scripts';
const answeredBy = ({ headers }: { headers: Headers }) => headers.get('x-emulator-answered-by');

/** Passes to it what is not emulated. */
const start = (options = {}) => startForTest({ vectara: vectara.url, ...options });
const leave = (api: Client, operation: string, more = {}) =>
  api.create(SCRIPTS, { match: { operation }, answer: { vectara: true, ...more } });

describe('a call is passed on', () => {
  test('where its operation is not emulated, and comes back as it was answered', async () => {
    const name = uniqueName('pipeline');
    await vectara.create(SCRIPTS, [
      { match: { path: { pipeline_key: name }, query: { a: 'b' } }, answer: { body: { key: name } } },
      { match: { operation: 'createPipeline', body: { holds: { key: name } } }, answer: { body: { made: name } } },
    ]);
    const api = await start();
    const found = await api.get(`/v2/pipelines/${name}?a=b`);
    expect([found.status, found.body, answeredBy(found)]).toEqual([200, { key: name }, 'vectara']);
    const made = await api.post('/v2/pipelines', { key: name, trigger: { deep: [1] } });
    expect([made.status, made.body]).toEqual([201, { made: name }]);
    const missing = await api.get('/v2/pipelines/other');
    expect([missing.status, missing.body.messages[0]]).toEqual([501, expect.stringContaining('getPipeline')]);
    expect((await api.get('/v2/corpora')).headers.get('x-emulator-answered-by')).toBeNull();

    const entry = await api.read(`/_emulator/journal/${found.headers.get('x-request-id')}`);
    expect(entry.notes).toMatchObject([
      { kind: 'upstream', dialect: 'vectara', model: 'getPipeline', request: { method: 'GET' } },
    ]);
  });

  test('where a script says so, with the credential of its caller', async () => {
    const api = await start();
    await leave(api, 'listCorpora');
    const mine = uniqueName('mine');
    await vectara.create('/v2/corpora', { key: mine });
    const keys = async (key: string) =>
      (await api.get('/v2/corpora', { headers: { 'x-api-key': key } })).body.corpora.map(
        (corpus: { key: string }) => corpus.key,
      );
    expect(await keys('zut_test')).toContain(mine);
    expect(await keys('zut_somebody_else')).not.toContain(mine);
  });

  test.each([false, true])('with its answer patched (streamed: %s)', async (stream_response) => {
    const key = await createCorpus(vectara, ['Bees make honey.']);
    const api = await start();
    await leave(api, 'query', { patch: { more: 1 }, patch_events: { end: { more: 1 } } });
    const query = { query: 'bees', search: { corpora: [{ corpus_key: key }] }, stream_response };
    const answer = await api.post('/v2/query', query);
    if (stream_response) {
      const events = parseEvents(answer.text);
      expect(typesOf(events)).toEqual(['search_results', 'end']);
      expect(events[0]!.search_results[0].text).toBe('Bees make honey.');
      expect(events[1]).toEqual({ type: 'end', more: 1 });
    } else {
      expect(answer.body).toMatchObject({ more: 1, search_results: [{ text: 'Bees make honey.' }] });
    }
  });

  test('with the file of a form', async () => {
    const key = await createCorpus(vectara, []);
    const api = await start();
    await leave(api, 'uploadFile');
    const form = new FormData();
    form.set('file', new File(['Bees make honey. ✓'], 'bees.txt', { type: 'text/plain' }));
    const answer = await fetch(`${api.url}/v2/corpora/${key}/upload_file`, {
      method: 'POST',
      headers: { 'x-api-key': 'zut_test' },
      body: form,
    });
    expect(answer.status).toBe(201);
    expect((await vectara.read(`/v2/corpora/${key}/documents`)).documents).toMatchObject([{ id: 'bees.txt' }]);
  });

  test('and an error where nobody answers, or a fault strikes', async () => {
    const api = await start({ vectara: 'http://127.0.0.1:1' });
    const unreachable = await api.get('/v2/pipelines');
    expect([unreachable.status, unreachable.body.messages[0]]).toEqual([502, expect.stringContaining('Vectara')]);
    await api.create('/_emulator/faults', {
      where: { upstream: { dialect: 'vectara' } },
      fault: { type: 'upstream_status', code: 429, message: 'Slowly.' },
    });
    const refused = await api.get('/v2/pipelines');
    expect([refused.status, refused.body.messages]).toEqual([429, ['Slowly.']]);
    await leave(await startForTest(), 'listCorpora');
  });

  test('to nobody where no Vectara is named', async () => {
    const api = await startForTest();
    await leave(api, 'listCorpora');
    const answer = await api.get('/v2/corpora');
    expect([answer.status, answer.body.messages[0]]).toEqual([503, expect.stringContaining('--vectara')]);
  });
});

test('recorded, it is answered when Vectara is gone, page by page and event by event, and no file has a secret', async () => {
  const gone = await startForTest();
  const keys = [await createCorpus(gone, ['Bees make honey.']), await createCorpus(gone, [])];
  await gone.create(SCRIPTS, { match: { operation: 'getPipeline' }, answer: { body: { key: 'nightly' } } });
  const recordings = temporaryFolder();
  const api = await startForTest({ vectara: gone.url, upstream: 'record', recordings });
  for (const operation of ['listCorpora', 'query', 'createApiKey']) await leave(api, operation);

  const secret = 'zut_a_secret_of_the_caller';
  const options = { headers: { 'x-api-key': secret } };
  const query = { query: 'bees', search: { corpora: [{ corpus_key: keys[0] }] }, stream_response: true };
  const first = await api.get('/v2/corpora?limit=1', options);
  const nextPage = `/v2/corpora?limit=1&page_key=${first.body.metadata.page_key}`;
  const ask = async () => [
    await api.get('/v2/pipelines/nightly', options),
    await api.get('/v2/corpora?limit=1', options),
    await api.get(nextPage, options),
    await api.post('/v2/query', query, options),
  ];
  const live = await ask();
  expect(live.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const made = await api.post('/v2/api_keys', { name: 'tests', api_key_role: 'personal' }, options);
  const { secret_key } = made.body;
  expect(secret_key.length).toBeGreaterThan(20);
  const ofMaking = await api.get(`/_emulator/journal/${made.headers.get('x-request-id')}`);
  expect(ofMaking.body.notes).toHaveLength(2);
  expect(ofMaking.body.response.body).toMatchObject({ name: 'tests', secret_key: '****' });
  expect(ofMaking.text).not.toContain(secret);
  expect(ofMaking.text).not.toContain(secret_key);
  await gone.close();

  await api.put('/_emulator/recordings/mode', { mode: 'replay' });
  const replayed = await ask();
  expect(replayed.map(({ text }) => text)).toEqual(live.map(({ text }) => text));
  expect(replayed.map(answeredBy)).toEqual([
    'vectara;replayed',
    ...Array.from({ length: 3 }, () => expect.stringMatching(/passes|replayed/)),
  ]);
  const missing = await api.get('/v2/pipelines/other', options);
  expect([missing.status, missing.body.messages[0]]).toEqual([
    502,
    expect.stringMatching(/no recording answers this request \(vectara, getPipeline\).*path is .*other/),
  ]);

  const files = readdirSync(recordings).filter((name) => name.endsWith('.json'));
  expect(files.filter((name) => name.startsWith('vectara-getPipeline-'))).toHaveLength(1);
  const texts = files.map((name) => readFileSync(join(recordings, name), 'utf8')).join('\n');
  expect(texts).not.toContain(secret);
  expect(texts).not.toContain(secret_key);
  expect(texts).toContain('"chunk_times_ms"');

  await api.put('/_emulator/recordings/mode', { mode: 'record-missing' });
  expect((await api.get('/v2/pipelines/nightly', options)).status).toBe(200);
  expect((await api.get('/v2/pipelines/other', options)).status).toBe(502);
});
