import { expect, test } from 'vitest';
import { createCorpus } from '../support/corpus.ts';
import { startForTest } from '../support/emulator.ts';
import { type Answer, eventStream, json, serve } from '../upstream/support/serve.ts';

test('requests, stages, upstream calls, tokens, accounts and databases are measured', async () => {
  const api = await startForTest({ upstream: 'simulate' });
  const corpus = await createCorpus(api, ['A heron waits by the river.']);
  const llm = { type: 'openai-compatible', name: 'mine', model: 'm', uri: 'http://upstream.example/v1/chat' };
  await api.create('/v2/llms', llm);
  await api.create('/v2/generation_presets', {
    name: 'p',
    llm_name: 'mine',
    prompt_template: '[{"role":"user","content":"$vectaraQuery"}]',
  });
  const search = { corpora: [{ corpus_key: corpus }] };
  await api.post('/v2/query', { query: 'Who waits?', search, generation: { generation_preset_name: 'p' } });
  await api.get('/v2/llms/nobody');

  const { status, headers, text } = await api.get('/metrics');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/plain');
  const lines = text.split('\n');
  expect(lines).toContain('vectara_emulator_requests_total{operation="query",method="POST",status="200"} 1');
  expect(lines).toContain('vectara_emulator_requests_total{operation="getLLM",method="GET",status="404"} 1');
  expect(lines).toContain('vectara_emulator_query_stage_seconds_count{stage="search"} 1');
  expect(lines).toContain('vectara_emulator_query_stage_seconds_count{stage="generation"} 1');
  // The test call of the registration, and the query's.
  expect(lines).toContain('vectara_emulator_upstream_calls_total{dialect="openai-chat",status="200"} 2');
  expect(text).toMatch(/vectara_emulator_tokens_total\{llm="mine",kind="completion"\} [1-9]/);
  expect(lines).toContain('vectara_emulator_streams_open 0');
  expect(lines).toContain('vectara_emulator_accounts_open 1');
  expect(text).toMatch(/vectara_emulator_journal_bytes [1-9]\d{3}/);
  expect(text).toMatch(/vectara_emulator_database_bytes [1-9]\d{4}/);
});

test('the tokens of relayed chat completions are those the upstream tells, last', async () => {
  const api = await startForTest();
  const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Hi' }, delta: {} }];
  const usage = (prompt: number, completion: number) => ({
    choices,
    usage: { prompt_tokens: prompt, completion_tokens: completion },
  });
  const upstream = async (name: string, answer: Answer) => {
    const { url } = await serve((response, request) =>
      (JSON.parse(request.body).messages[0].content === 'Hello' ? json(usage(0, 0)) : answer)(response, request),
    );
    await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri: url });
  };
  const chat = async (model: string, stream: boolean) => {
    const { status } = await api.post('/v2/llms/chat/completions', {
      model,
      stream,
      messages: [{ role: 'user', content: 'Count.' }],
    });
    expect(status).toBe(200);
  };
  await upstream('whole', json(usage(11, 7)));
  await upstream(
    'counting',
    eventStream({ choices, usage: null }, usage(5, 1), { ...usage(5, 3), error: null }, '[DONE]'),
  );
  await upstream('unmarked', eventStream(usage(2, 9)));
  await upstream('silent', json({ choices }));
  for (const name of ['whole', 'whole', 'silent']) await chat(name, false);
  for (const name of ['counting', 'unmarked']) await chat(name, true);

  const { text } = await api.get('/metrics');
  const tokens = [...text.matchAll(/tokens_total\{llm="(\w+)",kind="(\w+)"\} (\d+)/g)];
  expect(Object.fromEntries(tokens.map(([, llm, kind, count]) => [`${llm} ${kind}`, count]))).toEqual({
    'whole prompt': '22',
    'whole completion': '14',
    'counting prompt': '5',
    'counting completion': '3',
    'unmarked prompt': '2',
    'unmarked completion': '9',
  });
});
