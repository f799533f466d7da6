/** Failures of the prompt (docs/behaviour/query.md, Failures); those of the upstream are in test/failures.test.ts. */
import { beforeAll, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';

const api = emulatorForFile({ upstream: 'simulate' });
let corpus = '';
beforeAll(async () => {
  corpus = await createCorpus(api, ['Bees make honey.']);
});

const ask = (generation: Json, stream_response = false) =>
  api.post('/v2/query', {
    query: 'honey',
    search: { corpora: [{ corpus_key: corpus }] },
    generation: { generation_preset_name: 'vectara-summary-ext-24-05-med-omni', ...generation },
    stream_response,
  });

const FIELD = 'body.generation.prompt_template';

test.each([
  ['cannot be parsed', '#if(', /line 1/],
  ['renders to broken JSON', '[{"role": "user"', /JSON/],
  ['is empty', '   ', /empty/],
  ['has no messages', '[]', /empty/],
  ['has an unknown role', '[{"role":"robot","content":"x"}]', /"robot"/],
  ['has no content', '[{"role":"user"}]', /content/],
])('a template of the request that %s is the caller’s mistake', async (_, prompt_template, detail) => {
  const { status, body } = await ask({ prompt_template });
  expect([status, Object.keys(body.field_errors)]).toEqual([400, [FIELD]]);
  expect(body.messages[0]).toMatch(/^INVALID_ARGUMENT: Failed to compile prompt: /);
  expect(body.messages[0]).toMatch(detail);
  expect(body).not.toHaveProperty('search_results');
});

test('one that cannot be parsed is refused before a stream starts, one that cannot be rendered ends it', async () => {
  const unparsable = await ask({ prompt_template: '#if(' }, true);
  expect([unparsable.status, Object.keys(unparsable.body.field_errors)]).toEqual([400, [FIELD]]);
  const events = parseEvents((await ask({ prompt_template: '[]' }, true)).text);
  expect(typesOf(events)).toEqual(['search_results', 'error', 'end']);
  expect(events[1].messages[0]).toMatch(/^INVALID_ARGUMENT: Failed to compile prompt: /);
});

test('a template of a preset is the server’s', async () => {
  const { name } = await api.create('/v2/generation_presets', {
    name: uniqueName('broken'),
    llm_name: 'gpt-4o',
    prompt_template: '[{"role":"$vectaraQuery","content":"x"}]',
  });
  const { status, body } = await ask({ generation_preset_name: name });
  expect([status, Object.keys(body)]).toEqual([500, ['messages', 'request_id']]);
  expect(body.messages[0]).toMatch(/^INTERNAL: Failed to generate summary: Failed to compile prompts: .*"honey"/);
  const events = parseEvents((await ask({ generation_preset_name: name }, true)).text);
  expect(events[1]).toEqual({ type: 'error', messages: body.messages });
});

test('Mockingbird needs messages in turn', async () => {
  const prompt_template = '[{"role":"assistant","content":"x"}]';
  const strict = await ask({ generation_preset_name: 'mockingbird-2.0', prompt_template });
  expect([strict.status, Object.keys(strict.body.field_errors)]).toEqual([400, [FIELD]]);
  expect((await ask({ prompt_template })).status).toBe(200);
});
