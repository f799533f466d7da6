/** What goes wrong with plain answers, as fetch and OpenAI's SDK meet it. */
import OpenAI, {
  APIConnectionError,
  APIConnectionTimeoutError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  RateLimitError,
} from 'openai';
import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../support/emulator.ts';
import { readBroken } from './support/read-broken.ts';
import { timesFired, withFault } from './support/with-fault.ts';

const api = emulatorForFile();
const LLMS = { operation: 'listLLMs' };
const messages = [{ role: 'user' as const, content: 'Hello' }];
const ask = (maxRetries: number) =>
  new OpenAI({ apiKey: 'any', baseURL: `${api.url}/v2/llms`, maxRetries }).chat.completions.create({
    model: 'gpt-4o',
    messages,
  });
const openAiError = (maxRetries = 0) =>
  ask(maxRetries).then(
    () => undefined,
    (error) => error,
  );

describe('status', () => {
  test.each([401, 403, 408, 409, 429, 500, 502, 503, 504, 529])('%i in the envelope of errors', async (code) => {
    await withFault(api, { id: 'failing', where: LLMS, fault: { type: 'status', code } });
    const { status, headers, body } = await api.get('/v2/llms');
    expect(status).toBe(code);
    expect(headers.get('x-emulator-fault-applied')).toBe('failing');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toEqual({ messages: [expect.any(String)], request_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  test('400 with field errors, 404 with what was not found', async () => {
    const field_errors = { 'body.query': 'is required.' };
    await withFault(
      api,
      { where: LLMS, fault: { type: 'status', code: 400, message: 'No.', field_errors } },
      { where: { operation: 'getLLM' }, fault: { type: 'status', code: 404 } },
    );
    expect((await api.get('/v2/llms')).body).toMatchObject({ field_errors, messages: ['No.'] });
    expect((await api.get('/v2/llms/llm_1')).body).toMatchObject({ id: 'llm_1', messages: [expect.any(String)] });
  });

  test('of a request that is itself wrong', async () => {
    await withFault(api, { where: { operation: 'query' }, fault: { type: 'status', code: 503, retry_after: 7 } });
    const { status, headers } = await api.post('/v2/query', {});
    expect([status, headers.get('retry-after')]).toEqual([503, '7']);
  });

  test.each([
    [400, BadRequestError],
    [404, NotFoundError],
    [503, InternalServerError],
  ])('%i is the error that the SDK has for it', async (code, type) => {
    await withFault(api, { where: { operation: 'createChatCompletion' }, fault: { type: 'status', code } });
    expect(await openAiError()).toBeInstanceOf(type);
  });

  test('SDKs try again', async () => {
    const times = 2;
    const { id } = await withFault(api, { when: { times }, fault: { type: 'status', code: 503, retry_after: 0 } });
    expect((await ask(3)).choices[0]!.message.content).toContain('built-in model');
    expect(await timesFired(api, id)).toBe(times);
    expect((await api.read(`/_emulator/faults/${id}`)).times_matched).toBe(times + 1);
  });
});

describe('rate_limit', () => {
  test('429 with Retry-After for so many calls', async () => {
    await withFault(api, { where: LLMS, when: { times: 2 }, fault: { type: 'rate_limit', retry_after: 30 } });
    for (const expected of [429, 429, 200]) {
      const { status, headers } = await api.get('/v2/llms');
      expect([status, headers.get('retry-after')]).toEqual([expected, expected === 429 ? '30' : null]);
    }
  });

  test('the SDK gives up after the tries it was allowed', async () => {
    const { id } = await withFault(api, { fault: { type: 'rate_limit', retry_after: 0, message: 'Slow down.' } });
    const error = await openAiError(1);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error.headers.get('retry-after')).toBe('0');
    expect(await timesFired(api, id)).toBe(2);
  });
});

describe('delay', () => {
  test('later, but whole', async () => {
    await withFault(api, { where: LLMS, fault: { type: 'delay', ms: 60 } });
    const begin = performance.now();
    const { status, headers } = await api.get('/v2/llms');
    expect(performance.now() - begin).toBeGreaterThanOrEqual(59);
    expect([status, headers.get('x-emulator-fault-applied')]).toEqual([200, 'fault-1']);
  });

  test('past the timeout of the request', async () => {
    await withFault(api, { where: LLMS, fault: { type: 'delay', ms: 60_000 } });
    const { status, body } = await api.get('/v2/llms', { headers: { 'request-timeout-millis': '30' } });
    expect([status, body.messages[0]]).toEqual([408, expect.stringMatching(/^DEADLINE_EXCEEDED/)]);
  });

  test('for a client that gives up', async () => {
    const { id } = await withFault(api, {
      fault: { type: 'delay', ms: { distribution: 'uniform', min: 5e4, max: 6e4 } },
    });
    const openai = new OpenAI({ apiKey: 'any', baseURL: `${api.url}/v2/llms`, maxRetries: 0, timeout: 250 });
    const error = await openai.chat.completions.create({ model: 'gpt-4o', messages }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(APIConnectionTimeoutError);
    expect(await timesFired(api, id)).toBe(1);
  });
});

describe('drop', () => {
  test('before the head', async () => {
    await withFault(api, { where: LLMS, fault: { type: 'drop' } });
    await expect(api.get('/v2/llms')).rejects.toThrow('other side closed');
  });

  test('after the head', async () => {
    await withFault(api, { where: LLMS, fault: { type: 'drop', at: 'after_headers' } });
    const response = await api.open('GET', '/v2/llms');
    expect(response.status).toBe(200);
    expect(response.headers.get('x-emulator-fault-applied')).toBe('fault-1');
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
    expect(await readBroken(response)).toEqual({ text: '', isWhole: false });
  });

  test('of an answer without a body', async () => {
    await withFault(api, { where: { operation: 'deleteCorpus' }, fault: { type: 'drop', at: 'after_headers' } });
    await api.create('/v2/corpora', { key: 'dropped' });
    await api.delete('/v2/corpora/dropped').catch(() => {});
    expect((await api.get('/v2/corpora/dropped')).status).toBe(404);
  });

  test('the SDK tries again', async () => {
    const { id } = await withFault(api, { fault: { type: 'drop' } });
    expect(await openAiError(1)).toBeInstanceOf(APIConnectionError);
    expect(await timesFired(api, id)).toBe(2);
  });
});

test.each([0, 1, 100])('truncate: %i bytes of the body under the length of the whole', async (bytes) => {
  const whole = (await api.get('/v2/llms')).text;
  await withFault(api, { where: LLMS, fault: { type: 'truncate', bytes } });
  const response = await api.open('GET', '/v2/llms');
  expect(Number(response.headers.get('content-length'))).toBe(Buffer.byteLength(whole));
  expect(await readBroken(response)).toEqual({ text: whole.slice(0, bytes), isWhole: false });
});

test('truncate: a body that is short enough is whole', async () => {
  await withFault(api, { where: LLMS, fault: { type: 'truncate', bytes: 1_000_000 } });
  expect((await api.get('/v2/llms')).body.llms.length).toBeGreaterThan(1);
});

test('the connection can be used after a refusal, and the account is the only one that suffers', async () => {
  await withFault(api, { where: LLMS, fault: { type: 'status', code: 500 } });
  const other = { headers: { 'x-emulator-account': 'other' } };
  expect([(await api.get('/v2/llms')).status, (await api.get('/v2/llms', other)).status]).toEqual([500, 200]);
});
