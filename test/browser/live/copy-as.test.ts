/** Calls copied out of the journal are made again, and are the same calls. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { asCurl, asSdkCall, type SdkCall } from '../../../src/console/page/live/copy-as.ts';
import type { JournalEntry } from '../../../src/emulator/journal/journal-schema.ts';
import { entryOf } from '../../journal/support/journal.ts';
import { API_KEY, type Json } from '../../support/client.ts';
import { createCorpus } from '../../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const run = promisify(execFile);

const NASTY = `it's "quoted" $HOME \`id\` $(id) \\ \\n !! %s\nsecond line\ttab 'end' – ünïcödé 雪 🙂 </script><img src=x onerror=alert(1)> \u2028`;

/** What bash makes of a command: the arguments that curl would get. */
async function argumentsOf(command: string): Promise<string[]> {
  const env = { ...process.env, VECTARA_API_KEY: API_KEY };
  const { stdout } = await run('bash', ['-c', `curl() { printf '%s\\0' "$@"; }\n${command}`], { env });
  return stdout.split('\0').slice(0, -1);
}

/** Runs a piece of TypeScript as people would. */
async function runCode({ code }: SdkCall): Promise<string> {
  const env = { ...process.env, VECTARA_API_KEY: API_KEY };
  return (await run(process.execPath, ['--input-type=module-typescript', '-e', code], { env })).stdout;
}

/** The newest two calls of an operation: the one that was copied and the one that came of it. */
async function lastTwo(operation: string): Promise<[again: Json, first: Json]> {
  await api.read(`/_emulator/journal/wait?operation=${operation}&state=finished`);
  const { entries } = await api.read(`/_emulator/journal?operation=${operation}&limit=2`);
  return Promise.all(entries.map(({ id }: JournalEntry) => api.read(`/_emulator/journal/${id}`))) as never;
}

test('a curl command is one that a shell reads as it was meant', async () => {
  const path = `/v2/corpora/${encodeURIComponent(`it's {a}[1]`)}/documents?x=[${encodeURIComponent('$HOME')}]`;
  const body = { id: 'a', type: 'core', document_parts: [{ text: NASTY, metadata: { [NASTY]: "'" } }] };
  await api.post(path, body, { headers: { 'x-emulator-account': 'default' } });
  const entry = await entryOf(api, { operation: 'createCorpusDocument' });
  const words = await argumentsOf(asCurl(entry, api.url));
  expect(words.at(-2)).toBe('--data-raw');
  expect(JSON.parse(words.at(-1)!)).toEqual(entry.request.body);
  expect(JSON.parse(words.at(-1)!)).toMatchObject(body);
  expect(words).toContain(api.url + path);
  expect(words).toContain('--globoff');
  expect(words).toContain(`x-api-key: ${API_KEY}`);
  expect(words).toContain('x-emulator-account: default');
  expect(words).toContain('content-type: application/json');
  expect(asCurl(entry, api.url)).not.toContain(API_KEY);
});

test('other methods and bodies: no body, a form, files, secrets', async () => {
  await api.delete('/v2/corpora/none');
  const deleted = await argumentsOf(asCurl(await entryOf(api, { operation: 'deleteCorpus' }), api.url));
  expect(deleted).toEqual([`${api.url}/v2/corpora/none`, '-X', 'DELETE', '-H', `x-api-key: ${API_KEY}`]);

  const form = {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    raw: 'client_id=a%26b&client_secret=s',
  };
  await api.post('/oauth/token', undefined, form);
  const token = asCurl(await entryOf(api, { operation: 'getOAuthToken' }), api.url);
  expect(await argumentsOf(token)).toEqual(
    expect.arrayContaining(['--data-urlencode', 'client_id=a&b', 'client_secret=****']),
  );
  expect(token).toMatch(/^# Secrets are not kept/);

  const corpus = await createCorpus(api, []);
  const upload = new FormData();
  upload.append('metadata', `{"it's":"a; b"}`);
  upload.append('file', new Blob(['Some text.'], { type: 'text/plain' }), 'a.txt');
  await fetch(`${api.url}/v2/corpora/${corpus}/upload_file`, {
    method: 'POST',
    body: upload,
    headers: { 'x-api-key': API_KEY },
  });
  const entry = await entryOf(api, { operation: 'uploadFile' });
  const words = await argumentsOf(asCurl(entry, api.url));
  expect(words).toEqual(expect.arrayContaining(['-F', 'file=@FILE;type=text/plain', '--form-string']));
  expect(words.find((word) => word.startsWith('metadata='))).toBe(`metadata={"it's":"a; b"}`);
  expect(words.join()).not.toContain('multipart/form-data');
});

test('a call with fetch is the same call', async () => {
  const key = uniqueName('made');
  await api.post('/v2/corpora', { key, name: NASTY, description: '${process.exit(1)}' });
  const call = asSdkCall(await entryOf(api, { operation: 'createCorpus' }), api.url);
  expect(call.client).toBe('fetch');
  expect(await runCode(call)).toContain('409');
  const [again, first] = await lastTwo('createCorpus');
  expect(again.id).not.toBe(first.id);
  expect(again.request.body).toEqual(first.request.body);
});

test.each([false, true])('a chat completion is one with the OpenAI SDK, streamed: %s', async (stream) => {
  const body = { model: 'gpt-4o', messages: [{ role: 'user', content: NASTY }], stream };
  await api.post('/v2/llms/chat/completions', body, { headers: { 'x-emulator-account': 'default' } });
  const call = asSdkCall(await entryOf(api, { operation: 'createChatCompletion' }), api.url);
  expect(call.client).toBe('OpenAI SDK');
  expect(await runCode(call)).toContain('content');
  const [again, first] = await lastTwo('createChatCompletion');
  expect(again.id).not.toBe(first.id);
  expect(again.request.body).toEqual(first.request.body);
  expect(again.is_stream).toBe(stream);
});

test('a query is one with the Vectara SDK, as far as its names are known', async () => {
  const key = await createCorpus(api, ['Some text.']);
  const search = { limit: 3, custom_dimensions: {}, context_configuration: { sentences_before: 1 } };
  await api.post(`/v2/corpora/${key}/query`, { query: NASTY, search, stream_response: true });
  const queried = asSdkCall(await entryOf(api, { operation: 'queryCorpus' }), api.url);
  expect(queried.client).toBe('Vectara SDK');
  expect(queried.code).toContain(`await client.corpora.queryStream("${key}", {`);
  expect(queried.code).toContain('sentencesBefore: 1');
  expect(queried.code).toContain(`environment: { default: "${api.url}", auth: "${api.url}" }`);
  expect(queried.code).not.toMatch(/stream_?response/i);

  await api.post('/v2/query', { query: 'text', search: { corpora: [{ corpus_key: key }] }, unheard_of: 1 });
  expect(asSdkCall(await entryOf(api, { operation: 'query' }), api.url).client).toBe('fetch');
});
