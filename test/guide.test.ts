/** The published guide to bringing your own LLM, replayed with the bodies its curl commands send. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from './support/client.ts';
import { emulatorForFile, startForTest } from './support/emulator.ts';
import { parseEvents, summaryOf, typesOf } from './support/stream-events.ts';
import { recordingUpstream } from './support/upstreams/recording-upstream.ts';

const api = emulatorForFile({ upstream: 'simulate' });

const ANTHROPIC = `{
  "type": "openai-compatible",
  "name": "Claude 3.7 Sonnet",
  "description": "Anthropic's Claude 3.7 Sonnet model",
  "model": "claude-3-7-sonnet-20250219",
  "uri": "https://api.anthropic.com/v1/chat/completions",
  "auth": {
    "type": "header",
    "header": "x-api-key",
    "value": "sk-ant-..."
  },
  "test_model_parameters": {
    "max_tokens": 256
  }
}`;

const OPENAI = `{
  "type": "openai-compatible",
  "name": "GPT-4o Mini",
  "description": "OpenAI's 4o mini",
  "model": "gpt-4o-mini",
  "uri": "https://api.openai.com/v1/chat/completions",
  "auth": {
    "type": "header",
    "header": "Authorization",
    "value": "Bearer sk-..."
  },
  "test_model_parameters": {
    "max_tokens": 256
  }
}`;

const GOOGLE = `{
  "type": "openai-compatible",
  "name": "Google Gemini 2.0 Flash",
  "description": "Google 2.0 Flash",
  "model": "gemini-2.0-flash",
  "uri": "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions",
  "auth": {
    "type": "header",
    "header": "Authorization",
    "value": "Bearer AI..."
  },
  "test_model_parameters": {
    "max_tokens": 256
  }
}`;

const QUERY = `{
  "query": "Here is my query",
  "search": {
    "corpora": [
      {
        "corpus_key": "corpus_1",
        "lexical_interpolation": 0.025
      }
    ],
    "limit": 10,
    "offset": 0
  },
  "generation": {
    "generation_preset_name": "custom-llm",
    "prompt_template": "[ {\\"role\\": \\"user\\", \\"content\\": \\"custom instructions\\"} ]",
    "model_parameters": {
      "llm_name": "claude-3-7-sonnet"
    }
  }
}`;

const HEADERS = { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': 'YOUR-VECTARA-API-KEY' };
const PRESET = {
  name: 'custom-llm',
  llm_name: 'Claude 3.7 Sonnet',
  prompt_template:
    '[{"role":"user","content":"Question: $vectaraQuery\n#foreach($r in $vectaraQueryResults)[$foreach.count] $r.getText()#end"}]',
};
const DOCUMENT = { id: 'd', type: 'core', document_parts: [{ text: 'Here is the text that my query looks for.' }] };

const post = (path: string, raw: string, to = api) => to.post(path, undefined, { raw, headers: HEADERS });

beforeAll(async () => {
  for (const body of [ANTHROPIC, OPENAI, GOOGLE]) {
    const answer = await post('/v2/llms', body);
    expect(answer.status, answer.text).toBe(201);
  }
  await api.create('/v2/generation_presets', PRESET);
  await api.create('/v2/corpora', { key: 'corpus_1' });
  await api.create('/v2/corpora/corpus_1/documents', DOCUMENT);
});

test('the printed response is among what is answered', async () => {
  expect(await api.read('/v2/llms/Claude%203.7%20Sonnet')).toMatchObject({
    id: 'llm_520721844',
    name: 'Claude 3.7 Sonnet',
    description: "Anthropic's Claude 3.7 Sonnet model",
    enabled: true,
  });
});

test('“look for your model in the response”', async () => {
  const answer = await api.get('/v2/llms', { headers: HEADERS });
  expect(answer.body.llms.slice(6).map((llm: Json) => [llm.name, llm.enabled, llm.auth.value])).toEqual([
    ['Claude 3.7 Sonnet', true, '****'],
    ['GPT-4o Mini', true, '****'],
    ['Google Gemini 2.0 Flash', true, '****'],
  ]);
});

describe('the query', () => {
  test('as it is written', async () => {
    const { status, body, text } = await post('/v2/query', QUERY);
    expect(status, text).toBe(200);
    expect(body.rendered_prompt).toBe('[ {"role": "user", "content": "custom instructions"} ]');
    expect(body.summary).toMatch(/built-in model/);
    expect(body.search_results).toMatchObject([{ corpus_key: 'corpus_1', document_id: 'd' }]);
  });

  test('streamed', async () => {
    const plain = await post('/v2/query', QUERY);
    const answer = await post('/v2/query', QUERY.replace('{', '{ "stream_response": true,'));
    const events = parseEvents(answer.text);
    expect([...new Set(typesOf(events))]).toEqual([
      'search_results',
      'generation_chunk',
      'generation_end',
      'generation_info',
      'factual_consistency_score',
      'end',
    ]);
    expect(summaryOf(events)).toBe(plain.body.summary);
  });

  test.each(['Claude 3.7 Sonnet', 'GPT-4o Mini', 'Google Gemini 2.0 Flash'])(
    'with the preset’s own prompt, %s answers from what was found',
    async (llm_name) => {
      const { query, search } = JSON.parse(QUERY);
      const generation = { generation_preset_name: 'custom-llm', model_parameters: { llm_name } };
      const { body } = await api.post('/v2/query', { query, search, generation });
      expect(body.rendered_prompt).toContain('Question: Here is my query');
      expect(body.summary).toBe('Here is the text that my query looks for. [1]');
    },
  );
});

test('with a provider that can be reached, the prompt reaches it', async () => {
  const live = await startForTest();
  const upstream = await recordingUpstream('From the provider.');
  const body = ANTHROPIC.replace('https://api.anthropic.com/v1/chat/completions', upstream.uri);
  expect((await post('/v2/llms', body, live)).status).toBe(201);
  await live.create('/v2/generation_presets', PRESET);
  await live.create('/v2/corpora', { key: 'corpus_1' });
  await live.create('/v2/corpora/corpus_1/documents', DOCUMENT);
  expect(upstream.last()).toMatchObject({ model: 'claude-3-7-sonnet-20250219', max_tokens: 256 });
  const answer = await post('/v2/query', QUERY, live);
  expect(answer.body.summary).toBe('From the provider.');
  expect(upstream.last()).toEqual({
    model: 'claude-3-7-sonnet-20250219',
    messages: [{ role: 'user', content: 'custom instructions' }],
  });
});
