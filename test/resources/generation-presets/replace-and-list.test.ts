import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, inNewAccount, uniqueName } from '../../support/emulator.ts';

const PATH = '/v2/generation_presets';
const preset = (given: object = {}) => ({
  name: uniqueName('preset'),
  llm_name: 'gpt-4o',
  prompt_template: 'Say $vectaraQuery',
  ...given,
});
const shared = emulatorForFile({ upstream: 'simulate' });
const start = () => inNewAccount(shared);
const namesOf = ({ generation_presets }: Json): string[] => generation_presets.map(({ name }: Json) => name);

describe('replacing', () => {
  test('puts fields that are left out back to their defaults', async () => {
    const api = start();
    const full = { description: 'x', max_tokens: 5, temperature: 1, enabled: false, max_used_search_results: 3 };
    const { id } = await api.create(PATH, preset(full));
    const body = preset();
    const replaced = await api.put(`${PATH}/${id}`, body);
    expect(replaced.status).toBe(200);
    const expected = { ...body, id, description: '', enabled: true, default: false, ownership: 'customer' };
    expect(replaced.body).toEqual(expected);
    expect((await api.read(`${PATH}?filter=${body.name}`)).generation_presets).toEqual([expected]);
  });

  test('needs the whole body', async () => {
    const api = start();
    const { id } = await api.create(PATH, preset());
    expect((await api.put(`${PATH}/${id}`, { description: 'x' })).status).toBe(400);
  });
});

test.each(['PUT', 'DELETE'])('%s on what is not there or not ours', async (method) => {
  const api = start();
  const call = (id: string) => api.call(method, `${PATH}/${id}`, method === 'PUT' ? preset() : undefined);
  const missing = await call('gnp_99');
  expect([missing.status, Object.keys(missing.body)]).toEqual([404, ['messages', 'request_id']]);
  expect((await call('gnp_1')).status).toBe(403);
  expect((await call('other')).status).toBe(400);
});

test('deleting', async () => {
  const api = start();
  const { id, name } = await api.create(PATH, preset());
  const answer = await api.delete(`${PATH}/${id}`);
  expect([answer.status, answer.text]).toEqual([204, '']);
  expect((await api.delete(`${PATH}/${id}`)).status).toBe(404);
  expect(namesOf(await api.read(`${PATH}?filter=${name}`))).toEqual([]);
});

test('default: true clears the default of our other presets of that LLM, and of no others', async () => {
  const api = start();
  const first = await api.create(PATH, preset({ default: true }));
  const elsewhere = await api.create(PATH, preset({ default: true, llm_name: 'gpt-4' }));
  const second = await api.create(PATH, preset());
  await api.put(`${PATH}/${second.id}`, preset({ name: second.name, default: true }));
  const { generation_presets } = await api.read(`${PATH}?limit=100`);
  const isDefault = (id: string) => generation_presets.find((one: Json) => one.id === id).default;
  expect([first.id, second.id, elsewhere.id].map(isDefault)).toEqual([false, true, true]);
  const platform = generation_presets.find((one: Json) => one.name === 'vectara-summary-ext-24-05-med-omni');
  expect(platform.default).toBe(true);
});

describe('the list', () => {
  /** Reference §3.5: name, LLM, used results, tokens, temperature. */
  // biome-ignore format: a table
  const PLATFORM = [
    ['mockingbird-2.0', 'mockingbird-2.0', 25, 1024, 0, true],
    ['vectara-summary-ext-24-05-med-omni', 'gpt-4o', 25, 2048, 0, true],
    ['vectara-summary-ext-24-05-large', 'gpt-4-turbo', 25, 2048, 0, true],
    ['vectara-summary-ext-24-05-med', 'gpt-4', 25, 2048, 0, true],
    ['vectara-summary-ext-24-05-sml', 'gpt-3.5-turbo', 25, 2048, 0, true],
    ['vectara-summary-table-query-ext-dec-2024-gpt-4o', 'gpt-4o', 25, 2048, 0, false],
    ['vectara-summary-table-query-ext-dec-2024-gpt-3-5', 'gpt-3.5-turbo', 25, 2048, 0, false],
    ['vectara-summary-table-md-query-ext-jan-2025-gpt-4o', 'gpt-4o', 25, 2048, 0, false],
    ['vectara-summary-ext-v1.2.0', 'gpt-3.5-turbo', 25, 1024, 0.7, false],
    ['vectara-summary-ext-v1.3.0', 'gpt-4', 25, 1024, 0.7, false],
  ];

  test('the platform’s presets, then ours', async () => {
    const api = start();
    const own = await api.create(PATH, preset());
    const first = await api.read(PATH);
    expect(
      first.generation_presets.map((p: Json) => [
        p.name,
        p.llm_name,
        p.max_used_search_results,
        p.max_tokens,
        p.temperature,
        p.default,
      ]),
    ).toEqual(PLATFORM);
    for (const one of first.generation_presets) {
      expect(one).toMatchObject({ ownership: 'platform', enabled: true, frequency_penalty: 0, presence_penalty: 0 });
      expect(one.prompt_template).toContain('$vectaraQueryResults');
      expect(one.prompt_template.startsWith('[')).toBe(true);
    }
    const next = await api.read(`${PATH}?page_key=${first.metadata.page_key}`);
    expect([namesOf(next), next.metadata]).toEqual([[own.name], {}]);
  });

  test('llm_name is exact, filter is not; a page key keeps both', async () => {
    const api = start();
    const own = await api.create(PATH, preset({ llm_name: 'gpt-4', description: 'About tables' }));
    expect(namesOf(await api.read(`${PATH}?llm_name=gpt-4`))).toEqual([
      'vectara-summary-ext-24-05-med',
      'vectara-summary-ext-v1.3.0',
      own.name,
    ]);
    expect(namesOf(await api.read(`${PATH}?llm_name=GPT-4`))).toEqual([]);
    const page = await api.read(`${PATH}?filter=TABLE&llm_name=gpt-4o&limit=1`);
    expect(namesOf(page)).toEqual(['vectara-summary-table-query-ext-dec-2024-gpt-4o']);
    const rest = await api.read(`${PATH}?limit=5&page_key=${page.metadata.page_key}`);
    expect(namesOf(rest)).toEqual(['vectara-summary-table-md-query-ext-jan-2025-gpt-4o']);
  });
});

test('there is no single GET and no PATCH', async () => {
  const api = start();
  expect((await api.get(`${PATH}/gnp_1`)).status).toBe(405);
  expect((await api.patch(`${PATH}/gnp_1`, {})).status).toBe(405);
});
