/** What scripts have models say, as OpenAI's own SDK receives it. */
import fc from 'fast-check';
import OpenAI from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ScriptAnswer } from '../../src/emulator/scripts/script-schema.ts';
import type { Json } from '../support/client.ts';
import { scriptedEmulator } from './scripted-emulator.ts';

const { api, script, registered } = scriptedEmulator();
let openai: OpenAI;
beforeAll(() => {
  openai = new OpenAI({ apiKey: 'any', baseURL: `${api.url}/v2/llms`, maxRetries: 0 });
});

const messages = [{ role: 'user' as const, content: 'Hello' }];
const ask = (model = 'gpt-4o') => openai.chat.completions.create({ model, messages });
const stream = async (model = 'gpt-4o') =>
  Array.fromAsync(
    await openai.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } }),
  );
type Chunk = OpenAI.ChatCompletionChunk;
const textsOf = (chunks: Chunk[]) => chunks.flatMap(({ choices }) => choices[0]?.delta.content || []);
const reasonOf = (chunks: Chunk[]) => chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? []).at(-1);

describe('what is said', () => {
  test('a text, whole and word by word', async () => {
    await script({ answer: { text: 'Bees make honey.' } });
    const { choices, usage, model } = await ask();
    expect(choices[0]).toMatchObject({ message: { content: 'Bees make honey.' }, finish_reason: 'stop' });
    expect(usage).toEqual({ prompt_tokens: 2, completion_tokens: 4, total_tokens: 6 });
    expect(model).toBe('gpt-4o');
    expect(textsOf(await stream())).toEqual(['Bees ', 'make ', 'honey.']);
  });

  test('chunks as they are given', async () => {
    await script({ answer: { chunks: ['Be', { text: 'es ma', after_ms: 1 }, 'ke honey.'] } });
    expect(textsOf(await stream())).toEqual(['Be', 'es ma', 'ke honey.']);
    expect((await ask()).choices[0]!.message.content).toBe('Bees make honey.');
  });

  test('JSON', async () => {
    const value = { answer: 42, list: [null, 'ü'] };
    await script({ answer: { json: value } });
    expect(JSON.parse((await ask()).choices[0]!.message.content!)).toEqual(value);
    expect(JSON.parse(textsOf(await stream()).join(''))).toEqual(value);
  });

  test('calls of tools beside a text', async () => {
    const calls = [
      { name: 'weather', arguments: { city: 'Bern' } },
      { id: 'call_2', name: 'broken', arguments: '{"city": ' },
    ];
    await script({ answer: { text: 'One moment.', tool_calls: calls } });
    const { message, finish_reason } = (await ask()).choices[0]!;
    expect([finish_reason, message.content]).toEqual(['tool_calls', 'One moment.']);
    expect(message.tool_calls).toEqual([
      {
        id: expect.stringMatching(/^call_[0-9a-f]{24}$/),
        type: 'function',
        function: { name: 'weather', arguments: '{"city":"Bern"}' },
      },
      { id: 'call_2', type: 'function', function: { name: 'broken', arguments: '{"city": ' } },
    ]);
    const chunks = await stream();
    const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(deltas.map((delta) => delta.function?.name).filter(Boolean)).toEqual(['weather', 'broken']);
    const written = (index: number) =>
      deltas.map((delta) => (delta.index === index ? delta.function?.arguments : '')).join('');
    expect([written(0), written(1)]).toEqual(['{"city":"Bern"}', '{"city": ']);
    expect(reasonOf(chunks)).toBe('tool_calls');
  });

  test('a finish reason and usage', async () => {
    const usage = { prompt_tokens: 7, completion_tokens: 11 };
    await script({ answer: { text: 'Bees', finish_reason: 'length', usage } });
    const plain = await ask();
    expect([plain.choices[0]!.finish_reason, plain.usage]).toEqual(['length', { ...usage, total_tokens: 18 }]);
    const chunks = await stream();
    expect([reasonOf(chunks), chunks.at(-1)!.usage]).toEqual(['length', { ...usage, total_tokens: 18 }]);
  });

  test('whatever the chunks are, they come through one by one, and joined when not streamed', async () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 90 }), async (chunks) => {
        await api.put('/_emulator/scripts/joined', { answer: { chunks } });
        expect(textsOf(await stream())).toEqual(chunks);
        expect((await ask()).choices[0]!.message.content).toBe(chunks.join(''));
      }),
      { numRuns: 15 },
    );
  });

  test('whatever a text is, its words together are the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }), async (text) => {
        await api.put('/_emulator/scripts/text', { answer: { text } });
        expect(textsOf(await stream()).join('')).toBe(text);
      }),
      { numRuns: 15 },
    );
  });
});

describe('instead of whom', () => {
  test.each(['openai-compatible', 'openai-responses', 'anthropic', 'vertex-ai'] as const)(
    'a registered LLM of type %s, which is not asked',
    async (type) => {
      const { name, asked } = await registered(type);
      await script({ match: { llm: name, model: 'provider-model' }, answer: { text: 'Scripted.' }, times: 2 });
      expect((await ask(name)).choices[0]!.message.content).toBe('Scripted.');
      expect(textsOf(await stream(name)).join('')).toBe('Scripted.');
      expect(asked()).toBe(0);
      expect((await ask(name)).choices[0]!.message.content).toBe('true answer');
      expect(asked()).toBe(1);
    },
  );

  test('where no script matches, the true model answers', async () => {
    const { name, asked } = await registered();
    await script({ match: { llm: 'another' }, answer: { text: 'Scripted.' } });
    expect((await ask(name)).choices[0]!.message.content).toBe('true answer');
    expect(textsOf(await stream(name)).join('')).toBe('true answer');
    expect(asked()).toBe(2);
    expect((await ask()).choices[0]!.message.content).not.toBe('Scripted.');
  });
});

describe('failures', () => {
  const failing = (error: NonNullable<ScriptAnswer['error']>, said: Partial<ScriptAnswer> = {}) =>
    script({ answer: { ...said, error } });
  const completion = (extra: Json = {}) =>
    api.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages, ...extra });

  test.each([
    ['a status', { status: 429, message: 'Slow down', type: 'requests', code: 'rate' }, 'returned HTTP 429: Slow down'],
    ['a status alone', { status: 503 }, 'returned HTTP 503: Service Unavailable'],
    [
      'Anthropic’s own body',
      { status: 529, body: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } } },
      'returned HTTP 529: Overloaded',
    ],
    ['a page of a proxy', { status: 502, body: '<h1>Bad\n gateway</h1>' }, 'returned HTTP 502: Bad gateway'],
    ['nobody there', { kind: 'unreachable', reason: 'host not found' }, 'could not be reached: host not found'],
    ['silence', { kind: 'idle', seconds: 5 }, 'sent no data for 5 seconds'],
    ['nonsense', { kind: 'invalid', reason: 'expected JSON' }, 'returned an invalid response: expected JSON'],
  ] as const)('%s', async (_, error, words) => {
    await failing(error);
    const message = `INTERNAL: Failed to generate completion: LLM 'gpt-4o' ${words}`;
    const { status, body } = await completion();
    expect([status, body.messages]).toEqual([500, [message]]);
    const streamed = await completion({ stream: true });
    expect([streamed.status, streamed.body.messages]).toEqual([500, [message]]);
  });

  test('after some chunks, a stream breaks off as one that the provider reports an error in', async () => {
    await failing({ status: 500, message: 'Out of order' }, { chunks: ['Bees ', 'make '] });
    const received: string[] = [];
    const reading = async () => {
      const chunks = await openai.chat.completions.create({ model: 'gpt-4o', messages, stream: true });
      for await (const chunk of chunks) received.push(chunk.choices[0]!.delta.content ?? '');
    };
    await expect(reading()).rejects.toThrow(
      "LLM 'gpt-4o' returned an invalid response: the upstream reported an error: Out of order",
    );
    expect(received).toEqual(['Bees ', 'make ']);
    expect((await completion()).body.messages[0]).toMatch(/returned HTTP 500: Out of order$/);
  });
});
