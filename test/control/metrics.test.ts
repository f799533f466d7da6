import { expect, test } from 'vitest';
import { createCorpus } from '../support/corpus.ts';
import { startForTest } from '../support/emulator.ts';

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
