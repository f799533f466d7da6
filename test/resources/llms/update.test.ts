/** Every rule of docs/behaviour/llms.md, Changes. */
import { describe, expect, test } from 'vitest';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';
import { json, serve } from '../../upstream/support/serve.ts';

const api = emulatorForFile();
const COMPLETION = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };

async function registered(given: object = {}) {
  const upstream = await serve((response, request) => json(COMPLETION, broken.status)(response, request));
  const broken = { status: 200 };
  const llm = await api.create('/v2/llms', {
    type: 'openai-compatible',
    name: uniqueName('updated'),
    model: 'm-1',
    uri: upstream.url,
    auth: { type: 'bearer', token: 'sk-1' },
    headers: { a: '1', b: '2' },
    idle_timeout_seconds: 30,
    ...given,
  });
  return { llm, path: `/v2/llms/${llm.id}`, upstream, breakDown: () => Object.assign(broken, { status: 500 }) };
}

describe('without a call to the provider, so that a broken LLM can be switched off', () => {
  test.each<[object, object]>([
    [{}, {}],
    [{ description: 'New' }, { description: 'New' }],
    [{ enabled: false }, { enabled: false }],
    [{ idle_timeout_seconds: 5 }, { idle_timeout_seconds: 5 }],
    [{ name: 'ignored', id: 'llm_1', ownership: 'platform' }, {}],
  ])('%j', async (change, expected) => {
    const { llm, path, upstream, breakDown } = await registered();
    breakDown();
    const answer = await api.patch(path, change);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...llm, ...expected });
    expect(await api.read(path)).toEqual(answer.body);
    expect(upstream.received).toHaveLength(1);
  });

  test('idle_timeout_seconds: null clears, omission keeps', async () => {
    const { path } = await registered();
    expect((await api.patch(path, { description: 'x' })).body.idle_timeout_seconds).toBe(30);
    expect((await api.patch(path, { idle_timeout_seconds: null })).body).not.toHaveProperty('idle_timeout_seconds');
    expect((await api.patch(path, { idle_timeout_seconds: 3601 })).status).toBe(400);
  });
});

describe('with a call to the provider', () => {
  test.each<[string, object]>([
    ['model', { model: 'm-2' }],
    ['auth', { auth: { type: 'header', header: 'api-key', value: 'sk-2' } }],
    ['headers', { headers: { c: '3' } }],
    ['test_model_parameters', { test_model_parameters: { max_tokens: 3 } }],
    ['type, as it is', { type: 'openai-compatible' }],
  ])('%s', async (_, change) => {
    const { path, upstream } = await registered();
    expect((await api.patch(path, change)).status).toBe(200);
    expect(upstream.received).toHaveLength(2);
  });

  test('which sees the new configuration; headers are replaced as a whole', async () => {
    const { path, upstream } = await registered();
    const auth = { type: 'header', header: 'api-key', value: 'sk-2' };
    const answer = await api.patch(path, {
      model: 'm-2',
      auth,
      headers: { c: '3' },
      test_model_parameters: { top_p: 1 },
    });
    expect(answer.body).toMatchObject({ model: 'm-2', headers: { c: '3' }, auth: { ...auth, value: '****' } });
    const { headers, body } = upstream.received[1]!;
    expect(headers).toMatchObject({ 'api-key': 'sk-2', c: '3' });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('a');
    expect(JSON.parse(body)).toMatchObject({ model: 'm-2', top_p: 1 });
  });

  test('when it fails, nothing is changed', async () => {
    const { llm, path, breakDown } = await registered();
    breakDown();
    const answer = await api.patch(path, { model: 'm-2', description: 'x' });
    expect(answer.status).toBe(400);
    expect(answer.body.messages[0]).toMatch(/^Failed to connect to the LLM: HTTP 500/);
    expect(await api.read(path)).toEqual(llm);
  });

  test('auth that is omitted is kept; four stars are a secret like any other', async () => {
    const { path, upstream } = await registered();
    await api.patch(path, { model: 'm-2' });
    expect(upstream.received[1]!.headers.authorization).toBe('Bearer sk-1');
    await api.patch(path, { auth: { type: 'bearer', token: '****' } });
    expect(upstream.received[2]!.headers.authorization).toBe('Bearer ****');
  });
});

describe('type', () => {
  test('a change that the stored auth still fits', async () => {
    const { path, upstream } = await registered();
    const answer = await api.patch(path, { type: 'openai-responses' });
    expect(answer.status).toBe(400);
    expect(answer.body.messages[0]).toContain('invalid response');
    expect(upstream.received[1]!.path).toBe('/responses');
  });

  test('one that it does not fit needs a new auth', async () => {
    const { path, llm } = await registered();
    const answer = await api.patch(path, { type: 'vertex-ai' });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toEqual(['body.auth']);
    const wrong = await api.patch(path, { type: 'vertex-ai', auth: { type: 'bearer', token: 't' } });
    expect(Object.keys(wrong.body.field_errors)).toEqual(['body.auth.type']);
    expect(await api.read(path)).toEqual(llm);
  });

  test('an unknown one', async () => {
    const { path } = await registered();
    expect(Object.keys((await api.patch(path, { type: 'other' })).body.field_errors)).toEqual(['body.type']);
  });
});

test('platform LLMs can be neither changed nor deleted', async () => {
  for (const name of ['mockingbird-2.0', 'llm_2']) {
    for (const answer of [
      await api.patch(`/v2/llms/${name}`, { enabled: false }),
      await api.delete(`/v2/llms/${name}`),
    ]) {
      expect([answer.status, answer.body.messages[0]]).toEqual([403, expect.stringContaining('cannot be changed')]);
    }
  }
});

test('delete is at once and for good', async () => {
  const { path, llm } = await registered();
  const answer = await api.delete(path);
  expect([answer.status, answer.text]).toEqual([204, '']);
  for (const again of [await api.get(path), await api.patch(path, {}), await api.delete(path)]) {
    expect([again.status, again.body.id]).toEqual([404, llm.id]);
  }
});

test('a changed secret is used by the next query, a cached token is not', async () => {
  let issued = 0;
  const tokens = await serve((response, request) => {
    issued += 1;
    return json({ access_token: `token-${issued}`, expires_in: 3600 })(response, request);
  });
  const auth = { type: 'oauth_client_credentials', client_id: 'i', client_secret: 's', token_endpoint: tokens.url };
  const { llm, path, upstream } = await registered({ auth });
  const ask = () =>
    api.post('/v2/llms/chat/completions', { model: llm.name, messages: [{ role: 'user', content: 'x' }] });
  await ask();
  await ask();
  await api.patch(path, { auth: { ...auth, client_secret: 's2' } });
  await ask();
  const used = upstream.received.map(({ headers }) => headers.authorization);
  expect(used[1]).toBe(used[2]);
  expect(used[4]).not.toBe(used[2]);
  expect(tokens.received.at(-1)!.body).toContain('client_secret=s2');
});
