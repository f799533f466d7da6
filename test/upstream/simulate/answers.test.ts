/** Simulate mode: what each provider's stand-in answers, through the adapter that would read the provider's answer. */
import { expect, test } from 'vitest';
import { collectChunks } from '../../../src/upstream/collect-chunks.ts';
import { createLanguageModel } from '../../../src/upstream/create-language-model.ts';
import type { ModelRequest } from '../../../src/upstream/language-model.ts';
import { listen, PROVIDERS, type Provider, RESULTS, simulate } from '../support/simulate.ts';
import { ask, settings } from '../support/upstream.ts';

const forever = new AbortController().signal;
const CASES = PROVIDERS.flatMap((provider) => [false, true].map((stream) => [...provider, stream] as const));

async function run(provider: readonly [...Provider, boolean], request: Partial<ModelRequest>) {
  const [, type, model, path, auth, stream] = provider;
  const { url, callers } = await listen();
  const { asked, dependencies } = simulate();
  const of = settings({ type, model, uri: url + path, auth });
  const chunks = await Array.fromAsync(
    createLanguageModel(of, dependencies).generate(ask({ ...request, stream }), forever),
  );
  expect(callers).toEqual([]);
  const answer = await collectChunks(
    (async function* () {
      yield* chunks;
    })(),
  );
  return { chunks, answer, of, asked, dependencies, callers };
}

test.each(CASES)('%s: an answer in the provider’s own format (%s, %s, %s, %o, stream: %s)', async (...provider) => {
  const stream = provider[5];
  const { chunks, answer, asked } = await run(provider, {
    messages: RESULTS,
    parameters: { max_tokens: 200, temperature: 0 },
  });
  expect(answer).toMatchObject({ text: 'The pump was replaced in March 2021. [2]', toolCalls: [], reason: 'stop' });
  // OpenAI counts in a stream only when asked to, and `stream_options` is the caller's to send (docs/behaviour/llms.md, OpenAI-compatible).
  if (stream && provider[1] === 'openai-compatible') expect(answer.usage).toBeUndefined();
  else {
    expect(answer.usage!.completionTokens).toBe(Math.ceil(answer.text.length / 4));
    expect(answer.usage!.promptTokens).toBeGreaterThan(30);
  }
  const streams = stream && provider[1] !== 'openai-responses';
  expect(chunks.filter(({ type }) => type === 'text').length > 1).toBe(streams);
  expect(chunks.at(-1)!.type).toBe('finish');
  expect(asked.at(-1)!.body).toContain('The pump was replaced');
});

test.each(CASES)('%s: an answer cut by max_tokens says so (%s, %s, %s, %o, stream: %s)', async (...provider) => {
  const facts = Array.from(
    { length: 3 },
    (_, n) => `[${n + 1}] The pump number ${n + 1} ${'was slowly and carefully '.repeat(4)}replaced in March 202${n}.`,
  );
  const messages = [
    { role: 'user' as const, content: `Question: When was the pump replaced?\n\n${facts.join('\n\n')}` },
  ];
  const { answer } = await run(provider, { messages, parameters: { max_tokens: 16 } });
  expect(answer.reason).toBe('length');
  expect(Math.ceil(answer.text.length / 4)).toBeLessThanOrEqual(16);
});

const TOOL = {
  name: 'find_pump',
  description: 'Finds a pump.',
  parameters: { type: 'object', properties: { id: { type: 'integer', minimum: 7 } }, required: ['id'] },
};

test.each(CASES)(
  '%s: a demanded tool is called, its result answered from (%s, %s, %s, %o, stream: %s)',
  async (...provider) => {
    for (const toolChoice of ['required' as const, { name: 'find_pump' }]) {
      const { answer } = await run(provider, { tools: [TOOL], toolChoice });
      expect(answer).toMatchObject({
        text: '',
        reason: 'tool_calls',
        toolCalls: [{ name: 'find_pump', arguments: '{"id":7}' }],
      });
      expect(answer.toolCalls[0]!.id).not.toBe('');
    }
    const [call] = (await run(provider, { tools: [TOOL], toolChoice: 'required' })).answer.toolCalls;
    const { answer } = await run(provider, {
      tools: [TOOL],
      messages: [
        { role: 'user', content: 'Where is the pump?' },
        { role: 'assistant', content: '', toolCalls: [call!] },
        { role: 'tool', content: '{"place":"The pump stands in hall 4."}', toolCallId: call!.id },
      ],
    });
    expect(answer.text).toContain('The pump stands in hall 4.');
    expect(answer.toolCalls).toEqual([]);
  },
);

test.each(CASES)('%s: response formats (%s, %s, %s, %o, stream: %s)', async (...provider) => {
  const schema = {
    type: 'object',
    properties: { answer: { type: 'string' }, level: { enum: ['low', 'high'] } },
    required: ['answer', 'level'],
    additionalProperties: false,
  };
  const asked = {
    messages: RESULTS,
    responseFormat: { type: 'json_schema' as const, json_schema: { name: 'reply', schema } },
  };
  const { answer } = await run(provider, asked);
  expect(JSON.parse(answer.text)).toEqual({ answer: 'The pump was replaced in March 2021. [2]', level: 'low' });
  expect(answer).toMatchObject({ reason: 'stop', toolCalls: [] });
  const impossible = {
    type: 'json_schema' as const,
    json_schema: {
      name: 'reply',
      schema: { type: 'object', properties: { n: { type: 'integer', minimum: 2, maximum: 1 } }, required: ['n'] },
    },
  };
  expect((await run(provider, { ...asked, responseFormat: impossible })).answer).toMatchObject({
    text: expect.stringMatching(/^I am the emulator's built-in model: I found no value/),
    reason: 'stop',
  });
  if (provider[1] === 'anthropic') return;
  const { answer: object } = await run(provider, { ...asked, responseFormat: { type: 'json_object' } });
  expect(JSON.parse(object.text)).toEqual({ answer: 'The pump was replaced in March 2021. [2]' });
});

test.each(CASES)('%s: images are taken (%s, %s, %s, %o, stream: %s)', async (...provider) => {
  const { answer, asked } = await run(provider, {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: RESULTS[1]!.content as string },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
          { type: 'image_url', image_url: { url: 'https://a.example/b.png' } },
        ],
      },
    ],
  });
  expect(answer.text).toBe('The pump was replaced in March 2021. [2]');
  expect(asked.at(-1)!.body).toContain('iVBORw0KGgo=');
  expect(asked.at(-1)!.body).toContain('https://a.example/b.png');
});

test('the same request gets the same answer', async () => {
  for (const provider of CASES) {
    const [one, two] = [await run(provider, { messages: RESULTS }), await run(provider, { messages: RESULTS })];
    expect(two.chunks).toEqual(one.chunks);
  }
});
