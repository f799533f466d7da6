/** Which LLM a name in a request means. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Answer } from '../../support/client.ts';
import { emulatorForFile } from '../../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const LLMS: [name: string, model: string][] = [
  ['Claude 3.7 Sonnet', 'claude-3-7-sonnet-20250219'],
  ['claude-3.7-sonnet!', 'other-model'],
  ['GPT-4o Mini', 'gpt-4o-mini-2024'],
  ['Lama', 'llama-3.3-70b'],
  ['Lama two', 'llama-3.3-8b'],
  ['Gemini', 'gemini-2.0-flash'],
  ['gemini-2.0-flash', 'unrelated'],
  ['%%%', 'symbols'],
];

beforeAll(async () => {
  for (const [name, model] of LLMS) {
    await api.create('/v2/llms', { type: 'openai-compatible', name, model, uri: 'http://x.example/v1' });
  }
});

const ask = (model: string) =>
  api.post('/v2/llms/chat/completions', { model, messages: [{ role: 'user', content: 'x' }] });

/** Simulated providers answer with the model they were asked for, the platform’s with the name that was given. */
const modelOf = ({ body, text }: Answer) => body.model ?? text;

describe('found', () => {
  test.each([
    ['exactly', 'Claude 3.7 Sonnet', 'claude-3-7-sonnet-20250219'],
    ['exactly, though another has that slug', 'claude-3.7-sonnet!', 'other-model'],
    ['by slug', 'gemini', 'gemini-2.0-flash'],
    ['exactly before by model', 'gemini-2.0-flash', 'unrelated'],
    ['by model', 'llama-3.3-8b', 'llama-3.3-8b'],
    ['by the beginning of one model', 'llama-3.3-7', 'llama-3.3-70b'],
    ['a name of symbols only', '%%%', 'symbols'],
  ])('%s: %s', async (_, name, model) => expect(modelOf(await ask(name))).toBe(model));

  test('a platform LLM by its name', async () => expect(modelOf(await ask('gpt-4o'))).toBe('gpt-4o'));

  test('by id', async () => {
    const { id } = await api.read('/v2/llms/Gemini');
    expect(modelOf(await ask(id))).toBe('gemini-2.0-flash');
  });
});

describe('not found', () => {
  test.each(['nobody', '!!!', ' '])('%s', async (name) => {
    const answer = await ask(name);
    expect(answer.status).toBe(400);
    expect(answer.body.field_errors).toEqual({ 'body.model': `LLM '${name}' was not found.` });
    expect(answer.body.messages).toEqual([`INVALID_ARGUMENT: LLM '${name}' was not found.`]);
  });

  test.each([
    ['one slug of two', 'claude-3-7-sonnet', ["'Claude 3.7 Sonnet'", "'claude-3.7-sonnet!'"]],
    ['the platform’s slug and ours', 'gpt 4o mini', ["'gpt-4o-mini'", "'GPT-4o Mini'"]],
    ['the beginning of two models', 'llama-3.3', ["'Lama'", "'Lama two'"]],
  ])('ambiguous, naming the candidates: %s', async (_, name, candidates) => {
    const answer = await ask(name);
    expect(answer.status).toBe(400);
    for (const candidate of candidates) expect(answer.body.field_errors['body.model']).toContain(candidate);
  });
});
