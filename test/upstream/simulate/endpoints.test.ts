/** Simulate mode beyond plain answers: connection tests, tokens, the relay, aborts and refusals. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLanguageModel, testConnection } from '../../../src/upstream/create-language-model.ts';
import type { ModelRequest } from '../../../src/upstream/language-model.ts';
import type { LlmAuth } from '../../../src/upstream/llm-auth.ts';
import type { Dialect } from '../../../src/upstream/network/upstream-fetch.ts';
import { relayChatCompletion } from '../../../src/upstream/relay-chat-completion.ts';
import type { UpstreamSettings } from '../../../src/upstream/upstream-settings.ts';
import { BEDROCK, listen, PROVIDERS, posted, RESULTS, simulate } from '../support/simulate.ts';
import { ask, failureOf, settings } from '../support/upstream.ts';

const forever = new AbortController().signal;

test.each(PROVIDERS)('%s: the connection test passes (%s, %s, %s, %o)', async (_, type, model, path, auth) => {
  const { url, callers } = await listen();
  const { dependencies } = simulate();
  await testConnection(settings({ type, model, uri: url + path, auth }), { max_tokens: 512 }, dependencies, forever);
  expect(callers).toEqual([]);
});

test('OAuth token endpoints are simulated too, and their tokens kept', async () => {
  const { url, callers } = await listen();
  const { asked, dependencies } = simulate();
  const auth: LlmAuth = {
    type: 'oauth_client_credentials',
    client_id: 'c',
    client_secret: 's',
    token_endpoint: `${url}/token`,
    scopes: ['a'],
  };
  const model = createLanguageModel(settings({ type: 'openai-compatible', uri: url, auth }), dependencies);
  for (let call = 0; call < 2; call += 1) await Array.fromAsync(model.generate(ask(), forever));
  expect(asked.map(({ dialect }) => dialect)).toEqual(['oauth-token', 'openai-chat', 'openai-chat']);
  expect(asked[1]!.headers.authorization).toMatch(/^Bearer simulated-[0-9a-f]{40}$/);
  expect(callers).toEqual([]);
});

test('a relayed chat completion is simulated', async () => {
  const { url, callers } = await listen();
  const { dependencies } = simulate();
  const of = settings({ type: 'openai-compatible', model: 'gpt-4o', uri: url });
  const plain = await relayChatCompletion(of, { model: 'mine', messages: RESULTS, n: 2 }, dependencies, forever);
  if (plain.kind !== 'json') throw new Error('expected JSON');
  const completion = JSON.parse(plain.body);
  expect(completion).toMatchObject({
    object: 'chat.completion',
    model: 'gpt-4o',
    usage: { total_tokens: expect.any(Number) },
  });
  expect(completion.choices.map(({ message }: { message: { content: string } }) => message.content)).toEqual(
    Array(2).fill('The pump was replaced in March 2021. [2]'),
  );
  const body = { messages: RESULTS, stream: true, stream_options: { include_usage: true } };
  const streamed = await relayChatCompletion(of, body, dependencies, forever);
  if (streamed.kind !== 'stream') throw new Error('expected a stream');
  const data = await Array.fromAsync(streamed.data);
  expect(data.at(-1)).toBe('[DONE]');
  expect(JSON.parse(data.at(-2)!)).toMatchObject({ choices: [], usage: { completion_tokens: 10 } });
  expect(callers).toEqual([]);
});

test('an abort ends a simulated answer', async () => {
  const { dependencies } = simulate();
  const controller = new AbortController();
  const model = createLanguageModel(settings({ type: 'anthropic' }), dependencies);
  const chunks = model.generate(ask({ messages: RESULTS, stream: true }), controller.signal);
  await chunks.next();
  controller.abort(new Error('the client left'));
  await expect(Array.fromAsync(chunks)).rejects.toThrow('the client left');
});

test('what a provider would refuse, its stand-in refuses', async () => {
  const { dependencies } = simulate();
  const refused = async (
    type: UpstreamSettings['type'],
    given: Partial<UpstreamSettings>,
    request: Partial<ModelRequest>,
  ) =>
    failureOf(
      Array.fromAsync(
        createLanguageModel(settings({ type, uri: 'https://llm.example/v1', ...given }), dependencies).generate(
          ask(request),
          forever,
        ),
      ),
    );
  expect(await refused('openai-compatible', {}, { messages: [] })).toMatchObject({
    kind: 'http',
    status: 400,
    message: expect.stringContaining("'messages'"),
  });
  const called = { role: 'assistant' as const, content: '', toolCalls: [{ id: 'c1', name: 'f', arguments: '{}' }] };
  const stray = { role: 'tool' as const, content: 'x', toolCallId: 'c1' };
  for (const [type, messages, words] of [
    ['openai-compatible', [stray], 'must be a response to a preceeding message'],
    ['openai-compatible', [called], 'did not have response messages: c1'],
    ['anthropic', [stray], 'unexpected `tool_use_id` found'],
    ['anthropic', [called], 'ids were found without `tool_result` blocks immediately after: c1'],
    ['openai-responses', [stray], 'No tool call found for function call output with call_id c1.'],
    ['openai-responses', [called], 'No tool output found for function call c1.'],
  ] as const) {
    expect(await refused(type, {}, { messages: [...messages] })).toMatchObject({
      status: 400,
      message: expect.stringContaining(words),
    });
  }
  const spoken = { role: 'user' as const, content: 'x' };
  for (const [type, model, parameters, words] of [
    ['anthropic', 'claude', { thinking: { type: 'enabled', budget_tokens: 9 } }, 'greater than or equal to 1024'],
    ['anthropic', 'claude', { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 9 }, 'must be greater'],
    ['anthropic', 'claude', { thinking: { type: 'adaptive' } }, 'Expected `thinking` or `redacted_thinking`'],
    ['openai-responses', 'gpt-4o', { include: ['reasoning.encrypted_content'] }, 'Encrypted content'],
    ['vertex-ai', 'gemini-3-pro', {}, 'call `default_api:f`'],
  ] as const) {
    const messages = [spoken, called, stray];
    expect(await refused(type, { model }, { messages, parameters: { ...parameters } })).toMatchObject({
      status: 400,
      message: expect.stringContaining(words),
    });
  }
  expect(await refused('openai-responses', {}, { parameters: { max_tokens: 5 } })).toMatchObject({
    kind: 'http',
    status: 400,
    message: expect.stringContaining("'max_output_tokens'"),
  });
  expect(await refused('vertex-ai', {}, { messages: [] })).toMatchObject({
    kind: 'http',
    status: 400,
    message: expect.stringContaining('contents'),
  });
  expect(await refused('anthropic', {}, { parameters: { temperature: 1.5 } })).toMatchObject({
    kind: 'http',
    status: 400,
    message: 'temperature: range: 0..1',
  });
  expect(await refused('anthropic', { auth: BEDROCK }, { parameters: { max_tokens: 0 } })).toMatchObject({
    kind: 'http',
    status: 400,
    message: expect.stringContaining('max_tokens'),
  });
});

const BEDROCK_URL = 'https://b.example/model/m/invoke';
const GEMINI_URL = 'https://g.example/v1beta/models/m:generateContent';
const OPENAI_ERROR = { error: { message: expect.any(String), type: 'invalid_request_error' } };

test.each<[Dialect, string | undefined, number, object]>([
  ['openai-chat', undefined, 400, OPENAI_ERROR],
  ['openai-responses', undefined, 400, OPENAI_ERROR],
  ['gemini', GEMINI_URL, 400, { error: { code: 400, message: expect.any(String), status: 'INVALID_ARGUMENT' } }],
  ['gemini', 'https://g.example/nowhere', 404, { error: { code: 404, status: 'NOT_FOUND' } }],
  [
    'anthropic',
    undefined,
    400,
    { type: 'error', error: { type: 'invalid_request_error', message: expect.any(String) } },
  ],
  ['anthropic-bedrock', BEDROCK_URL, 400, { message: expect.any(String) }],
  ['anthropic-bedrock', 'https://b.example/nowhere', 404, { message: 'Unknown operation' }],
  ['oauth-token', undefined, 400, { error: 'invalid_request', error_description: expect.any(String) }],
])('%s at %s refuses what is malformed in the provider’s shape', async (dialect, url, status, shape) => {
  for (const body of ['', '{', '[]', 'null', '5', '{}']) {
    const refusal = await posted(dialect, body, url);
    expect(refusal.status).toBe(status);
    expect(refusal.value).toMatchObject(shape);
  }
});

const MESSAGES = [{ role: 'user', content: 'Hello' }];
const VALID: [Dialect, string | undefined, Record<string, unknown>][] = [
  [
    'openai-chat',
    undefined,
    {
      model: 'm',
      messages: MESSAGES,
      tools: [{ type: 'function', function: { name: 'f' } }],
      tool_choice: 'auto',
      response_format: { type: 'text' },
      stop: 'x',
      n: 1,
    },
  ],
  [
    'openai-responses',
    undefined,
    { model: 'm', input: MESSAGES, tools: [], tool_choice: 'auto', text: {}, instructions: '' },
  ],
  [
    'gemini',
    GEMINI_URL,
    {
      contents: [{ parts: [{ text: 'Hello' }] }],
      tools: [],
      toolConfig: {},
      systemInstruction: {},
      generationConfig: {},
    },
  ],
  [
    'anthropic',
    undefined,
    {
      model: 'm',
      max_tokens: 9,
      messages: MESSAGES,
      tools: [],
      tool_choice: { type: 'auto' },
      system: '',
      stop_sequences: [],
    },
  ],
  [
    'anthropic-bedrock',
    BEDROCK_URL,
    { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: MESSAGES, tools: [], system: '' },
  ],
];

test.each(VALID)(
  '%s at %s: whatever stands in a member, the stand-in answers or refuses',
  async (dialect, url, valid) => {
    expect((await posted(dialect, valid, url)).status).toBe(200);
    const wrong = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom(
        [null],
        [{}],
        [5],
        { type: 'json_schema' },
        { type: 'tool' },
        [{ role: 'user', content: [null] }],
        [{ parts: [null] }],
        [{ type: 'custom' }],
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(valid)), wrong, async (member, value) => {
        expect([200, 400]).toContain((await posted(dialect, { ...valid, [member]: value }, url)).status);
      }),
      { numRuns: 150 },
    );
  },
);

test.each<[Dialect, string, object, string]>([
  [
    'openai-responses',
    'https://llm.example/v1/responses',
    { model: 'm', input: 'Hi', reasoning_effort: 'low' },
    'reasoning.effort',
  ],
  ['openai-responses', 'https://llm.example/v1/responses', { model: 'm', input: 'Hi', seed: 1 }, "'seed'"],
  [
    'anthropic',
    'https://llm.example/v1/messages',
    { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hi' }], seed: 1 },
    'seed: Extra inputs',
  ],
  [
    'gemini',
    'https://llm.example/v1beta/models/m:generateContent',
    { contents: [{ parts: [{ text: 'Hi' }] }], seed: 1 },
    'Unknown name "seed"',
  ],
  [
    'gemini',
    'https://llm.example/v1beta/models/m:generateContent',
    { contents: [{ parts: [{ text: 'Hi' }] }], generationConfig: { verbosity: 'low' } },
    'Unknown name "verbosity"',
  ],
])('%s: a parameter nobody knows is refused by name (%s, %j)', async (dialect, url, body, words) => {
  const { status, answer } = await posted(dialect, body, url);
  expect([status, answer]).toEqual([400, expect.stringContaining(words.replaceAll('"', '\\"'))]);
});
