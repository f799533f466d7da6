import { describe, expect, test } from 'vitest';
import { emulatorForFile, startForTest } from '../support/emulator.ts';
import { json, serve } from './support/serve.ts';

const api = emulatorForFile();
const REFUSAL = 'comes from this emulator itself';
const llm = (name: string, uri: string, more: object = {}) => ({
  type: 'openai-compatible',
  name,
  model: 'm',
  uri,
  ...more,
});
const KEY = { auth: { type: 'header', header: 'x-api-key', value: 'any' } };
const ANSWER = json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });

describe('what an emulator calls is never itself', () => {
  test('an LLM does not reach the control API, which answers everybody on this machine', async () => {
    const own = await startForTest();
    await own.create('/v2/corpora', { key: 'precious' });
    for (const path of ['/_emulator/reset', '/_emulator/health', '/docs/json', '/metrics', '/nowhere']) {
      const { status, text } = await own.post('/v2/llms', llm('x', own.url + path));
      expect([path, status, text]).toEqual([path, 400, expect.stringContaining(REFUSAL)]);
    }
    expect((await own.get('/v2/corpora')).body.corpora).toHaveLength(1);
  });

  test('an LLM does not ask itself, under any name of the server', async () => {
    const { port } = new URL(api.url);
    for (const host of ['127.0.0.1', 'localhost', '127.1']) {
      const uri = `http://${host}:${port}/v2/llms/chat/completions`;
      const { status, text } = await api.post(
        '/v2/llms',
        llm(`own-${host}`, uri, { ...KEY, model: 'mockingbird-2.0' }),
      );
      expect([status, text]).toEqual([400, expect.stringContaining(REFUSAL)]);
    }
  });

  test('nor does an encoder, or what an access token is asked of', async () => {
    const encoder = {
      type: 'openai-compatible',
      name: 'e',
      description: '',
      model: 'm',
      uri: `${api.url}/v2/embeddings`,
    };
    expect((await api.post('/v2/encoders', encoder)).text).toContain(REFUSAL);
    const token_endpoint = `${api.url}/oauth/token`;
    const auth = { type: 'oauth_client_credentials', client_id: 'c', client_secret: 's', token_endpoint };
    const { status } = await api.post('/v2/llms', llm('token', (await serve(ANSWER)).url, { auth }));
    expect(status).toBe(400);
  });

  test('a header of the same name in the settings of an LLM does not hide it', async () => {
    for (const name of ['vectara-emulator-call', 'Vectara-Emulator-Call']) {
      const { status, text } = await api.post(
        '/v2/llms',
        llm('hidden', `${api.url}/v2/llms`, { headers: { [name]: 'x' } }),
      );
      expect([name, status, text]).toEqual([name, 400, expect.stringContaining(REFUSAL)]);
    }
  });
});

test('another emulator may be asked, also in the same process', async () => {
  const other = await startForTest();
  const uri = `${other.url}/v2/llms/chat/completions`;
  await api.create('/v2/llms', llm('other', uri, { ...KEY, model: 'mockingbird-2.0' }));
  const messages = [{ role: 'user', content: 'Hello' }];
  expect((await api.post('/v2/llms/chat/completions', { model: 'other', messages })).status).toBe(200);
});

test('what marks a call is in no journal, and callers do not come to bear it', async () => {
  const upstream = await serve(ANSWER);
  const own = await startForTest();
  await own.create('/v2/llms', llm('seen', upstream.url));
  const mark = String(upstream.received[0]!.headers['vectara-emulator-call']);
  expect(mark).toMatch(/^[\w-]{36}$/);
  const { body } = await own.get('/_emulator/journal');
  expect(body.entries).not.toEqual([]);
  for (const { id } of body.entries) {
    expect((await own.get(`/_emulator/journal/${id}`)).text).not.toContain(mark);
  }
  const stranger = { headers: { 'vectara-emulator-call': 'made-up' } };
  expect((await own.get('/v2/llms', stranger)).status).toBe(200);
});
