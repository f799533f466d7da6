/** What clients meet when a language model fails: a registered one, reached over HTTP, and one of the platform's. */
import OpenAI, { InternalServerError } from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/emulator/faults/fault-rule-schema.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { startAimock } from '../upstream/support/aimock.ts';
import { runsOf, streamQueryEvents } from './support/stream-query.ts';
import { timesFired, withFault } from './support/with-fault.ts';

const api = emulatorForFile();
let corpusKey = '';
beforeAll(async () => {
  corpusKey = await createCorpus(api, ['Bees make honey in their hive.']);
});

const TYPES = {
  'openai-compatible': ['/v1/chat/completions', { type: 'bearer', token: 'sk-1' }],
  anthropic: ['/v1/messages', { type: 'header', header: 'x-api-key', value: 'sk-1' }],
  'vertex-ai': ['/v1beta', { type: 'api_key', api_key: 'sk-1' }],
} as const;

/** An LLM at aimock that answers everything, silent for at most a second. */
async function registered(type: keyof typeof TYPES = 'openai-compatible', given: object = {}) {
  const mock = await startAimock({ chunkSize: 4 });
  mock.onMessage(/./, { content: 'Honey comes from bees.' });
  const [path, auth] = TYPES[type];
  const name = uniqueName(type);
  await api.create('/v2/llms', { type, name, model: 'test-model', uri: mock.url + path, auth, ...given });
  const asked = mock.getRequests().length;
  return { name, calls: () => mock.getRequests().length - asked };
}

const body = (llm_name: string, stream_response = false) => ({
  query: 'honey',
  search: { corpora: [{ corpus_key: corpusKey }] },
  generation: { model_parameters: { llm_name } },
  stream_response,
});
const messages = [{ role: 'user' as const, content: 'Hello' }];
const openai = (maxRetries = 0) =>
  new OpenAI({ apiKey: 'any', baseURL: `${api.url}/v2/llms`, maxRetries, logLevel: 'off' });

const WORDS: [FaultRule['fault'], string][] = [
  [{ type: 'upstream_refused' }, 'could not be reached: connection refused'],
  [{ type: 'upstream_status', code: 503, message: 'Overloaded.' }, 'returned HTTP 503: Overloaded.'],
  [{ type: 'upstream_malformed_chunk' }, 'returned an invalid response: expected JSON'],
  [{ type: 'upstream_drop' }, 'could not be reached: connection closed before the answer was complete'],
];

describe.each(['openai-compatible', 'anthropic', 'vertex-ai', 'platform'] as const)('%s', (type) => {
  const llm = async () => (type === 'platform' ? 'gpt-4o' : (await registered(type)).name);

  test.each(WORDS)('%j in a query, plain and streamed', async (fault, words) => {
    const name = await llm();
    await withFault(api, { where: { llm: name }, fault });
    const plain = await api.post('/v2/query', body(name));
    const message = `INTERNAL: Failed to generate summary: LLM '${name}' ${words}`;
    expect([plain.status, plain.body.messages[0]]).toEqual([500, expect.stringContaining(message)]);
    expect(plain.headers.get('x-emulator-fault-applied')).toBe('fault-1');
    const events = parseEvents((await api.post('/v2/query', body(name, true))).text);
    expect(typesOf(events).filter((event) => event !== 'generation_chunk')).toEqual(['search_results', 'error', 'end']);
    expect(events.at(-2).messages[0]).toContain(message);
    expect(await timesFired(api, 'fault-1')).toBe(2);
  });

  test('a slow first token', async () => {
    const name = await llm();
    await withFault(api, { where: { llm: name }, fault: { type: 'upstream_slow_first_token', ms: 40 } });
    const begin = performance.now();
    const events = parseEvents((await api.post('/v2/query', body(name, true))).text);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(39);
    expect(typesOf(events)).toContain('generation_end');
  });

  test("an HTTP error through OpenAI's SDK", async () => {
    const model = await llm();
    const fault = { type: 'upstream_status', code: 429 } as const;
    const { id } = await withFault(api, { where: { llm: model }, when: { times: 1 }, fault });
    const complete = () => openai().chat.completions.create({ model, messages });
    await expect(complete()).rejects.toBeInstanceOf(InternalServerError);
    expect((await complete()).choices[0]!.message.content).toBeTruthy();
    expect(await timesFired(api, id)).toBe(1);
  });
});

test("OpenAI's SDK tries again, and so does the call upstream", async () => {
  const { name: model, calls } = await registered();
  const { id } = await withFault(api, {
    where: { llm: model },
    when: { times: 1 },
    fault: { type: 'upstream_status', code: 503 },
  });
  const completion = await openai(1).chat.completions.create({ model, messages });
  expect(completion.choices[0]!.message.content).toBe('Honey comes from bees.');
  expect([await timesFired(api, id), calls()]).toEqual([1, 1]);
});

test('silence lasts until the idle timeout of the LLM', async () => {
  const { name, calls } = await registered('openai-compatible', { idle_timeout_seconds: 1 });
  await withFault(api, { where: { llm: name }, fault: { type: 'upstream_silence' } });
  const { status, body: answer } = await api.post('/v2/query', body(name));
  expect([status, answer.messages[0]]).toEqual([500, expect.stringContaining('sent no data for 1 seconds')]);
  expect(calls()).toBe(0);
});

test('silence lasts until the client has had enough', async () => {
  await withFault(api, { fault: { type: 'upstream_silence', after: 2 } });
  const leaving = new AbortController();
  const response = await api.open('POST', '/v2/query', body('gpt-4o', true), { signal: leaving.signal });
  let text = '';
  const reading = async () => {
    for await (const chunk of response.body!) {
      text += new TextDecoder().decode(chunk);
      if (text.includes('event:generation_chunk')) leaving.abort();
    }
  };
  await expect(reading()).rejects.toThrow('aborted');
  expect(text).not.toContain('generation_end');
});

test('the time that a request may take ends silence too', async () => {
  await withFault(api, { fault: { type: 'upstream_silence' } });
  const { status } = await api.post('/v2/query', body('gpt-4o'), { headers: { 'request-timeout-millis': '40' } });
  expect(status).toBe(408);
});

test("Vectara's browser client sees what came, then the error", async () => {
  await withFault(api, { fault: { type: 'upstream_drop', after: 3 } });
  const events = await streamQueryEvents(api, { corpusKey });
  expect(runsOf(events)).toEqual(['searchResults', 'generationChunk', 'error', 'end']);
});

test("OpenAI's SDK meets the broken chunk of an upstream whose stream is relayed", async () => {
  const { name: model } = await registered();
  await withFault(api, { where: { llm: model }, fault: { type: 'upstream_malformed_chunk', after: 2 } });
  const read = async () => Array.fromAsync(await openai().chat.completions.create({ model, messages, stream: true }));
  await expect(read()).rejects.toThrow(SyntaxError);
});

test('which LLM, which upstream', async () => {
  const { name, calls } = await registered();
  const other = await registered();
  await withFault(
    api,
    { id: 'by-model', where: { llm: 'test-model', operation: 'query' }, fault: { type: 'upstream_status', code: 500 } },
    { id: 'by-host', where: { upstream: { host: '127.0.0.1:*' } }, fault: { type: 'upstream_refused' } },
    { id: 'by-dialect', where: { upstream: { dialect: 'built-in' } }, fault: { type: 'upstream_refused' } },
  );
  expect((await api.post('/v2/query', body(name))).headers.get('x-emulator-fault-applied')).toBe('by-model');
  const completion = await api.post('/v2/llms/chat/completions', { model: other.name, messages });
  expect(completion.headers.get('x-emulator-fault-applied')).toBe('by-host');
  const platform = await api.post('/v2/query', body('gpt-4o'));
  expect(platform.headers.get('x-emulator-fault-applied')).toBe('by-dialect');
  expect([calls(), other.calls()]).toEqual([0, 0]);
});

test('the test call of a registration', async () => {
  await withFault(api, {
    where: { operation: 'createLLM' },
    fault: { type: 'upstream_status', code: 401, message: 'Bad key.' },
  });
  const given = { type: 'openai-compatible', name: uniqueName('untested'), model: 'm', uri: 'http://127.0.0.1:9' };
  const { status, body: answer } = await api.post('/v2/llms', given);
  expect([status, answer.messages[0]]).toEqual([400, 'Failed to connect to the LLM: HTTP 401: Bad key.']);
});
