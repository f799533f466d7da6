import { expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { startProcess } from '../../support/process.ts';
import { json, serve } from '../../upstream/support/serve.ts';

const SECRETS = ['sk-bearer-secret', 'sk-header-secret', 'sk-client-secret', 'zut_caller-secret'];

test('no secret is in any answer or in a log of every detail', async () => {
  const echo = await serve((response, request) => {
    // The rudest upstream: it repeats the credentials it was sent.
    const text = JSON.stringify([request.headers, request.body]);
    if (echo.received.length <= 2) return json({ choices: [{ message: { content: 'ok' } }] })(response, request);
    return json({ error: { message: text } }, 403)(response, request);
  });
  const api = await startProcess(['--ephemeral', '--log-level', 'trace']);
  const answers: string[] = [];
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await api.call(method, path, body, { headers: { 'x-api-key': SECRETS[3]! } });
    answers.push(answer.text);
    return answer;
  };
  const llm = { type: 'openai-compatible', model: 'm', uri: echo.url };
  const bearer = { type: 'bearer', token: SECRETS[0] };
  const header = { type: 'header', header: 'Authorization', value: `Bearer ${SECRETS[1]}` };
  const oauth = {
    type: 'oauth_client_credentials',
    client_id: 'id',
    client_secret: SECRETS[2],
    token_endpoint: `${echo.url}/token`,
  };
  await call('POST', '/v2/llms', { ...llm, name: 'one', auth: bearer });
  await call('POST', '/v2/llms', { ...llm, name: 'two', auth: header });
  expect((await call('POST', '/v2/llms', { ...llm, name: 'three', auth: bearer })).status).toBe(400);
  expect((await call('POST', '/v2/llms', { ...llm, name: 'four', auth: oauth })).status).toBe(400);
  expect((await call('PATCH', '/v2/llms/two', { auth: header })).status).toBe(400);
  await call('GET', '/v2/llms/two');
  await call('GET', '/v2/llms');
  const corpus = await createCorpus(api, ['A text.'], 'c');
  for (const [index, llm_name] of ['one', 'two'].entries()) {
    const query = {
      query: 'text',
      search: { corpora: [{ corpus_key: corpus }] },
      generation: { model_parameters: { llm_name } },
      stream_response: index === 1,
    };
    expect((await call('POST', '/v2/query', query)).text).toContain('HTTP 403');
    const completion = { model: llm_name, messages: [{ role: 'user', content: 'x' }] };
    expect((await call('POST', '/v2/llms/chat/completions', completion)).text).toContain('HTTP 403');
  }
  api.child.kill('SIGTERM');
  await api.exited;

  expect(api.output.stderr).toContain('/v2/llms/chat/completions');
  for (const secret of SECRETS) {
    expect(answers.filter((text) => text.includes(secret))).toEqual([]);
    expect(api.output.stdout + api.output.stderr).not.toContain(secret);
  }
});
