import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, inNewAccount } from '../../support/emulator.ts';

const shared = emulatorForFile({ upstream: 'simulate' });
const PLATFORM = ['mockingbird-2.0', 'gpt-4o', 'gpt-4o-mini', 'gpt-4', 'gpt-4-turbo', 'gpt-3.5-turbo'];
const llm = (name: string, given: object = {}) => ({
  type: 'openai-compatible',
  name,
  model: 'm',
  uri: 'http://x.example/v1',
  ...given,
});

test('the platform’s first, then ours by creation; disabled ones too', async () => {
  const api = inNewAccount(shared);
  for (const name of ['zebra', 'Ant', 'mule']) await api.create('/v2/llms', llm(name));
  await api.patch('/v2/llms/Ant', { enabled: false });
  const { llms } = await api.read('/v2/llms?limit=100');
  expect(llms.map(({ name }: Json) => name)).toEqual([...PLATFORM, 'zebra', 'Ant', 'mule']);
  expect(llms.map(({ enabled }: Json) => enabled).slice(-3)).toEqual([true, false, true]);
});

test('the same question again shows what has changed since, for each account its own', async () => {
  const api = inNewAccount(shared);
  const shown = async (headers: Record<string, string> = {}) => {
    const { body } = await api.get('/v2/llms?limit=100', { headers });
    return body.llms.slice(PLATFORM.length).map(({ name, model }: Json) => [name, model]);
  };
  expect(await shown()).toEqual([]);
  await api.create('/v2/llms', llm('mule'));
  expect(await shown()).toEqual([['mule', 'm']]);
  await api.patch('/v2/llms/mule', { model: 'other' });
  expect(await shown()).toEqual([['mule', 'other']]);
  expect(await shown({ 'x-emulator-account': 'neighbour' })).toEqual([]);
  await api.delete('/v2/llms/mule');
  expect(await shown()).toEqual([]);
});

test('platform LLMs: no connection details, exactly one default, their presets as prompts', async () => {
  const api = inNewAccount(shared);
  const { llms } = await api.read('/v2/llms');
  expect(llms.filter((one: Json) => one.default).map(({ name }: Json) => name)).toEqual(['mockingbird-2.0']);
  for (const one of llms) {
    expect(one).toMatchObject({ ownership: 'platform', enabled: true, type: 'openai-compatible', model: one.name });
    for (const field of ['uri', 'headers', 'auth', 'idle_timeout_seconds']) expect(one).not.toHaveProperty(field);
  }
  expect(llms[0].prompts).toEqual([
    { id: 'pmt_1', name: 'mockingbird-2.0', description: expect.any(String), enabled: true, default: true },
  ]);
});

describe('id or name in the path', () => {
  test('spaces, slashes, dots and what else a name may have', async () => {
    const api = inNewAccount(shared);
    for (const name of ['Claude 3.7 Sonnet', 'org/model', '50%', 'a?b#c', 'Ünïcode 漢字', 'True', 'chat']) {
      const { id } = await api.create('/v2/llms', llm(name));
      const path = `/v2/llms/${encodeURIComponent(name)}`;
      expect((await api.read(path)).id).toBe(id);
      expect((await api.patch(path, { description: 'by name' })).body).toMatchObject({ id, description: 'by name' });
      expect((await api.delete(path)).status).toBe(204);
      expect((await api.get(`/v2/llms/${id}`)).status).toBe(404);
    }
  });

  test('an id wins over a name that reads like it', async () => {
    const api = inNewAccount(shared);
    const own = await api.create('/v2/llms', llm('llm_2'));
    expect((await api.read('/v2/llms/llm_2')).name).toBe('gpt-4o');
    expect((await api.read(`/v2/llms/${own.id}`)).name).toBe('llm_2');
  });

  test('only exactly: the names of a path are not guessed', async () => {
    const api = inNewAccount(shared);
    await api.create('/v2/llms', llm('Claude 3.7 Sonnet'));
    for (const name of ['claude-3-7-sonnet', 'CLAUDE 3.7 SONNET', 'm']) {
      expect((await api.get(`/v2/llms/${encodeURIComponent(name)}`)).status).toBe(404);
    }
  });
});
