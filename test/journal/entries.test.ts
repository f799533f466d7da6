/** What an entry says of a call. */
import { expect, test } from 'vitest';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { entryOf, notesOf } from './support/journal.ts';

const api = emulatorForFile();

test('a call is kept with what came and what went', async () => {
  const key = uniqueName('kept');
  const answer = await api.post('/v2/corpora', { key, name: 'Kept' }, { headers: { 'user-agent': 'a test' } });
  const entry = await entryOf(api, { operation: 'createCorpus', text: key });
  expect(entry).toMatchObject({
    method: 'POST',
    path: '/v2/corpora',
    query_string: '',
    operation: 'createCorpus',
    state: 'finished',
    status: 201,
    account: 'default',
    failed: false,
    client_left: false,
    is_stream: false,
    errors: [],
  });
  expect(entry.request.body).toMatchObject({ key, name: 'Kept' });
  expect(entry.request.headers).toMatchObject({ 'user-agent': 'a test', 'x-api-key': '****' });
  expect(entry.response.body).toEqual(answer.body);
  expect(entry.response_bytes).toBe(answer.text.length);
  expect(entry.duration_ms).toBeGreaterThan(0);
  expect(entry.stages[0].name).toBe('auth');
});

test('a refusal is kept under its request id, with its words', async () => {
  const { body } = await api.get('/v2/corpora/unheard-of');
  const entry = await api.read(`/_emulator/journal/${body.request_id}`);
  expect(entry).toMatchObject({ status: 404, failed: true, errors: body.messages, corpora: ['unheard-of'] });
});

test('a call that no credential came with is kept too', async () => {
  const response = await fetch(`${api.url}/v2/corpora?no-credential`);
  expect(response.status).toBe(401);
  const entry = await entryOf(api, { status: '401' });
  expect(entry).toMatchObject({ path: '/v2/corpora', query_string: '?no-credential', account: 'default' });
});

test('an unknown path has no operation', async () => {
  await api.get('/v2/nothing-here');
  expect((await entryOf(api, { path: '/v2/nothing-here' })).operation).toBeUndefined();
});

test('the token endpoint is kept without its secrets', async () => {
  const form = { grant_type: 'client_credentials', client_id: 'me', client_secret: 'hidden-client-secret' };
  const response = await fetch(`${api.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = (await response.json()) as { access_token?: string };
  const entry = await entryOf(api, { path: '/oauth/token' });
  const shown = JSON.stringify(entry);
  expect(entry.request.body).toMatchObject({ client_id: 'me', client_secret: '****' });
  expect(shown).not.toContain('hidden-client-secret');
  if (access_token) expect(shown).not.toContain(access_token);
});

test('of an upload only what it was called and how large', async () => {
  const key = await createCorpus(api, []);
  const form = new FormData();
  form.set('file', new Blob(['The tide is high. '.repeat(10)], { type: 'text/plain' }), 'tide.txt');
  const answer = await fetch(`${api.url}/v2/corpora/${key}/upload_file`, {
    method: 'POST',
    headers: { 'x-api-key': 'any' },
    body: form,
  });
  expect(answer.status).toBe(201);
  const entry = await entryOf(api, { operation: 'uploadFile', corpus: key });
  expect(entry.request).toMatchObject({
    body: { filename: 'tide.txt' },
    file: { bytes: 180, content_type: 'text/plain' },
  });
  expect(JSON.stringify(entry.request)).not.toContain('The tide');
});

test('a large body is kept as an excerpt', async () => {
  const key = await createCorpus(api, []);
  const parts = Array.from({ length: 2000 }, (_, index) => ({ text: `Part ${index} ${'of many words '.repeat(20)}` }));
  await api.create(`/v2/corpora/${key}/documents`, { id: 'large', type: 'core', document_parts: parts });
  const entry = await entryOf(api, { operation: 'createCorpusDocument', corpus: key });
  expect(entry.request.body).toMatchObject({ id: 'large', type: 'core' });
  expect(JSON.stringify(entry.request.body).length).toBeLessThan(30_000);
  expect(JSON.stringify(entry.request.body)).toContain('more');
});

test('every answer says how long it took, and the stages of a query', async () => {
  const key = await createCorpus(api, ['Bridges carry trains over water.']);
  const list = await api.get('/v2/llms');
  expect(list.headers.get('server-timing')).toMatch(/^total;dur=[\d.]+, auth;dur=[\d.]+$/);
  const { headers } = await api.post(`/v2/corpora/${key}/query`, { query: 'bridges', generation: {} });
  const stages = headers
    .get('server-timing')!
    .split(', ')
    .map((stage) => stage.split(';')[0]);
  expect(stages).toEqual(['total', 'auth', 'search', 'rerank', 'render', 'generation', 'consistency']);
  const entry = await entryOf(api, { operation: 'queryCorpus', corpus: key });
  expect(entry.stages.map(({ name }: { name: string }) => name)).toEqual(stages.slice(1));
  expect((await api.get('/v2/corpora/none')).headers.get('server-timing')).toMatch(/^total/);
  expect((await fetch(`${api.url}/v2/llms`)).headers.get('server-timing')).toMatch(/^total/);
  expect(notesOf(entry, 'search')).toHaveLength(1);
});
