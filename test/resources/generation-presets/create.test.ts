import { describe, expect, test } from 'vitest';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const PATH = '/v2/generation_presets';
const preset = (given: object = {}) => ({
  name: uniqueName('preset'),
  llm_name: 'gpt-4o',
  prompt_template: '[{"role":"user","content":"$vectaraQuery"}]',
  ...given,
});

test('the least there is: unset fields stay away', async () => {
  const body = preset();
  expect(await api.create(PATH, body)).toEqual({
    ...body,
    id: expect.stringMatching(/^gnp_\d+$/),
    description: '',
    enabled: true,
    default: false,
    ownership: 'customer',
  });
});

test('every field, and the server’s own ones ignored', async () => {
  const body = preset({
    description: 'Ours',
    max_used_search_results: 7,
    max_tokens: 300,
    temperature: 1.5,
    frequency_penalty: -2,
    presence_penalty: 0.5,
    additional_model_params: { seed: 3, nested: { a: [1] } },
    enabled: false,
    default: true,
  });
  const created = await api.create(PATH, { ...body, id: 'gnp_1', ownership: 'platform' });
  expect(created).toEqual({ ...body, id: created.id, ownership: 'customer' });
  expect(created.id).not.toBe('gnp_1');
});

test('a template in the wrapper of old listings is unwrapped', async () => {
  const text = '[{"role":"user","content":"$vectaraQuery"}]';
  const created = await api.create(PATH, preset({ prompt_template: JSON.stringify({ type: 'VELOCITY', text }) }));
  expect(created.prompt_template).toBe(text);
});

describe('refused', () => {
  test.each<[string, object, string]>([
    ['no name', { name: undefined }, 'body.name'],
    ['no LLM', { llm_name: undefined }, 'body.llm_name'],
    ['no template', { prompt_template: undefined }, 'body.prompt_template'],
    ['an unknown LLM', { llm_name: 'nobody' }, 'body.llm_name'],
    ['no results', { max_used_search_results: 0 }, 'body.max_used_search_results'],
    ['no tokens', { max_tokens: 0 }, 'body.max_tokens'],
    ['a temperature in words', { temperature: 'hot' }, 'body.temperature'],
  ])('%s', async (_, given, field) => {
    const answer = await api.post(PATH, preset(given));
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toEqual([field]);
    expect(answer.body.messages.length).toBeGreaterThan(0);
  });

  test('the message names the unknown LLM', async () => {
    const answer = await api.post(PATH, preset({ llm_name: 'nobody' }));
    expect(answer.body.messages[0]).toContain("'nobody'");
  });

  test('a template that cannot be parsed, by line and column', async () => {
    const answer = await api.post(PATH, preset({ prompt_template: '[\n  #if($x)\n  "y"\n]' }));
    expect(answer.status).toBe(400);
    expect(answer.body.field_errors['body.prompt_template']).toMatch(/line 2.*column 3/);
  });
});

describe('names', () => {
  test('of another preset of the account are taken', async () => {
    const body = preset();
    const { id } = await api.create(PATH, body);
    const answer = await api.post(PATH, body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toEqual(['body.name']);
    const other = await api.create(PATH, preset());
    expect((await api.put(`${PATH}/${other.id}`, body)).status).toBe(400);
    expect((await api.put(`${PATH}/${id}`, body)).status).toBe(200);
  });

  test('of a platform preset may be used again', async () => {
    const name = 'vectara-summary-ext-24-05-sml';
    const own = await api.create(PATH, preset({ name }));
    const { generation_presets } = await api.read(`${PATH}?filter=${name}`);
    expect(generation_presets.map(({ ownership }: { ownership: string }) => ownership)).toEqual([
      'platform',
      'customer',
    ]);
    expect((await api.delete(`${PATH}/${own.id}`)).status).toBe(204);
  });
});
