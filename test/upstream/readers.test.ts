/** One way to read a dialect's answer: what is said plain and what is streamed come to the same, and what is no end is a failure. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { collectChunks } from '../../src/upstream/collect-chunks.ts';
import type { UpstreamSettings } from '../../src/upstream/upstream-settings.ts';
import { type Answer, serve } from './support/serve.ts';
import { chunksOf, failureOf, settings } from './support/upstream.ts';

type Type = UpstreamSettings['type'];

const AUTH = {
  'openai-compatible': undefined,
  'openai-responses': undefined,
  'vertex-ai': { type: 'api_key' as const, api_key: 'AIza-not-real' },
  anthropic: { type: 'bearer' as const, token: 'not-a-real-token' },
};

const data = (...events: unknown[]): string =>
  events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');

const sse =
  (body: string | Buffer, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream', ...headers }).end(body);

const body =
  (value: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response
      .writeHead(200, { 'content-type': 'application/json', ...headers })
      .end(typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value));

async function read(type: Type, answer: Answer, stream: boolean) {
  const { url } = await serve(answer);
  const auth = AUTH[type];
  const chunks = await chunksOf(settings({ type, uri: url, ...(auth && { auth }) }), { stream });
  return collectChunks(
    (async function* () {
      yield* chunks;
    })(),
  );
}

const failing = async (type: Type, answer: Answer, stream: boolean): Promise<string> => {
  const failure = await failureOf(read(type, answer, stream));
  return JSON.stringify(failure);
};

const call = (
  index: number | undefined,
  id: string | null | undefined,
  name: string | null | undefined,
  written: unknown,
) => ({
  ...(index === undefined ? {} : { index }),
  ...(id === undefined ? {} : { id }),
  type: 'function',
  function: { ...(name === undefined ? {} : { name }), arguments: written },
});
const choice = (said: object, finish_reason: string | null = null, index = 0) => ({
  index,
  delta: said,
  message: said,
  finish_reason,
});
const chunk = (...choices: object[]) => ({ choices });

describe('chat completions', () => {
  /** Both ways to send the same, and what they come to. */
  const SAME: [string, object, unknown[], object][] = [
    [
      'a list of parts, thoughts left out',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
          { type: 'text', text: '199 ' },
          'steps',
        ],
      },
      [
        chunk(choice({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] }] })),
        chunk(choice({ content: [{ type: 'text', text: '199 ' }, 'steps'] })),
        chunk(choice({}, 'stop')),
      ],
      { text: '199 steps', reason: 'stop' },
    ],
    [
      'a refusal',
      { content: null, refusal: 'I cannot.' },
      [chunk(choice({ refusal: 'I ' })), chunk(choice({ refusal: 'cannot.' })), chunk(choice({}, 'stop'))],
      { text: 'I cannot.', reason: 'stop' },
    ],
    [
      'arguments as an object',
      { content: '', tool_calls: [call(0, 'c1', 'look', { at: 1 })] },
      [chunk(choice({ tool_calls: [call(0, 'c1', 'look', { at: 1 })] })), chunk(choice({}, 'tool_calls'))],
      { toolCalls: [{ id: 'c1', name: 'look', arguments: '{"at":1}' }], reason: 'tool_calls' },
    ],
    [
      'the call of old',
      { content: null, function_call: { name: 'look', arguments: '{"at":1}' } },
      [
        chunk(choice({ function_call: { name: 'look', arguments: '{"at"' } })),
        chunk(choice({ function_call: { arguments: ':1}' } })),
        chunk(choice({}, 'function_call')),
      ],
      { toolCalls: [{ id: 'call_look', name: 'look', arguments: '{"at":1}' }], reason: 'tool_calls' },
    ],
  ];

  test.each(SAME)('%s', async (_, message, chunks, expected) => {
    const reason = chunks
      .map((one) => (one as { choices: { finish_reason: string }[] }).choices[0]!.finish_reason)
      .at(-1)!;
    expect(
      await read('openai-compatible', body({ choices: [{ index: 0, message, finish_reason: reason }] }), false),
    ).toMatchObject(expected);
    expect(await read('openai-compatible', sse(data(...chunks, '[DONE]')), true)).toMatchObject(expected);
  });

  test.each([
    ['ids and names that are empty later', [call(0, 'c1', 'look', '{"a'), call(0, '', '', 't":1}')]],
    ['ids and names that are null later', [call(0, 'c1', 'look', '{"a'), call(0, null, null, 't":1}')]],
    ['no index at all', [call(undefined, 'c1', 'look', '{"a'), call(undefined, undefined, undefined, 't":1}')]],
  ])('pieces of a call: %s', async (_, calls) => {
    const events = calls.map((one) => chunk(choice({ tool_calls: [one] })));
    const { toolCalls } = await read(
      'openai-compatible',
      sse(data(...events, chunk(choice({}, 'tool_calls')), '[DONE]')),
      true,
    );
    expect(toolCalls).toEqual([{ id: 'c1', name: 'look', arguments: '{"at":1}' }]);
  });

  test.each([[0], [undefined]])('several calls that all have the index %s', async (index) => {
    const calls = [call(index, 'c1', 'look', '{}'), call(index, 'c2', 'walk', '{}')];
    const events = calls.map((one) => chunk(choice({ tool_calls: [one] })));
    const { toolCalls } = await read(
      'openai-compatible',
      sse(data(...events, chunk(choice({}, 'tool_calls')), '[DONE]')),
      true,
    );
    expect(toolCalls.map(({ id, name }) => [id, name])).toEqual([
      ['c1', 'look'],
      ['c2', 'walk'],
    ]);
  });

  test.each([false, true])('of several choices the first counts (stream: %s)', async (stream) => {
    const choices = [choice({ content: 'second' }, 'length', 1), choice({ content: 'first' }, 'stop', 0)];
    const answer = stream ? sse(data(...choices.map((one) => chunk(one)), '[DONE]')) : body(chunk(...choices));
    expect(await read('openai-compatible', answer, stream)).toMatchObject({ text: 'first', reason: 'stop' });
  });

  test.each([[null], [{ prompt_tokens: 0, completion_tokens: 0 }], [{ prompt_tokens: null, completion_tokens: 0 }]])(
    'a later usage of %j takes nothing back',
    async (usage) => {
      const events = [
        { ...chunk(choice({ content: 'x' }, 'stop')), usage: { prompt_tokens: 7, completion_tokens: 3 } },
        { choices: [], usage },
      ];
      const answer = await read('openai-compatible', sse(data(...events, '[DONE]')), true);
      expect(answer.usage).toEqual({ promptTokens: 7, completionTokens: 3 });
    },
  );
});

describe('Messages', () => {
  const start = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
  const delta = (index: number, given: object) => ({ type: 'content_block_delta', index, delta: given });
  const stop = (index: number) => ({ type: 'content_block_stop', index });
  const end = (stop_reason: string | null, usage: object | null = { output_tokens: 3 }) => [
    { type: 'message_delta', delta: { stop_reason }, usage },
    { type: 'message_stop' },
  ];
  const THOUGHT = { type: 'thinking', thinking: 'Let me see.', signature: 'c2ln' };
  const HIDDEN = { type: 'redacted_thinking', data: 'b3BhcXVl' };
  const TOOL = { type: 'tool_use', id: 't1', name: 'look', input: { at: 1 } };
  const toolCalls = [{ id: 't1', name: 'look', arguments: '{"at":1}' }];

  test.each([
    [
      'in pieces',
      [
        start(0, { ...TOOL, input: {} }),
        delta(0, { type: 'input_json_delta', partial_json: '{"at"' }),
        delta(0, { type: 'input_json_delta', partial_json: ':1}' }),
        stop(0),
      ],
    ],
    ['whole at the start', [start(0, TOOL), stop(0)]],
    ['whole at the start, and never stopped', [start(0, TOOL)]],
  ])('input of a tool: %s', async (_, events) => {
    expect(await read('anthropic', sse(data(...events, ...end('tool_use'))), true)).toMatchObject({
      toolCalls,
      reason: 'tool_calls',
    });
    expect(await read('anthropic', body({ content: [TOOL], stop_reason: 'tool_use' }), false)).toMatchObject({
      toolCalls,
      reason: 'tool_calls',
    });
  });

  test('thoughts are no text, and come back with the message', async () => {
    const state = { thinking_blocks: [THOUGHT, HIDDEN] };
    const events = [
      start(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'Let me ' }),
      delta(0, { type: 'thinking_delta', thinking: 'see.' }),
      delta(0, { type: 'signature_delta', signature: 'c2ln' }),
      stop(0),
      start(1, HIDDEN),
      stop(1),
      start(2, { type: 'text', text: '' }),
      delta(2, { type: 'text_delta', text: 'Yes.' }),
      stop(2),
    ];
    expect(await read('anthropic', sse(data(...events, ...end('end_turn'))), true)).toMatchObject({
      text: 'Yes.',
      state,
    });
    const content = [THOUGHT, HIDDEN, { type: 'text', text: 'Yes.' }];
    expect(await read('anthropic', body({ content, stop_reason: 'end_turn' }), false)).toMatchObject({
      text: 'Yes.',
      state,
    });
  });

  test.each([[null], [{ output_tokens: 0, input_tokens: 0 }], [{ output_tokens: 3, input_tokens: null }]])(
    'a later usage of %j takes nothing back',
    async (usage) => {
      const events = [
        { type: 'message_start', message: { usage: { input_tokens: 7, output_tokens: 3 } } },
        delta(0, { type: 'text_delta', text: 'x' }),
      ];
      const answer = await read('anthropic', sse(data(...events, ...end('end_turn', usage))), true);
      expect(answer.usage).toEqual({ promptTokens: 7, completionTokens: 3 });
    },
  );
});

describe('Gemini', () => {
  const candidate = (parts: object[], finishReason?: string, index = 0) => ({
    candidates: [{ index, content: { parts }, ...(finishReason && { finishReason }) }],
  });
  const SIGNED = { functionCall: { name: 'look', args: { at: 1 } }, thoughtSignature: 'c2ln' };

  test.each([false, true])('thoughts, calls with signatures and made-up ids (stream: %s)', async (stream) => {
    const parts = [
      { text: 'hm', thought: true },
      { text: 'Look: ' },
      SIGNED,
      { functionCall: { name: 'walk', id: 'g-7' } },
    ];
    const answer = stream
      ? sse(data(...parts.map((part) => candidate([part])), candidate([], 'STOP')))
      : body(candidate(parts, 'STOP'));
    const { text, toolCalls, reason } = await read('vertex-ai', answer, stream);
    expect([text, reason]).toEqual(['Look: ', 'tool_calls']);
    expect(toolCalls).toEqual([
      {
        id: expect.stringMatching(/^call_[0-9a-f]{24}$/),
        name: 'look',
        arguments: '{"at":1}',
        extraContent: { google: { thought_signature: 'c2ln' } },
      },
      { id: 'g-7', name: 'walk', arguments: '{}' },
    ]);
  });

  test.each([[null], [{ promptTokenCount: 0 }], [{ promptTokenCount: 7, candidatesTokenCount: 0 }]])(
    'a later usage of %j takes nothing back',
    async (usageMetadata) => {
      const events = [
        { ...candidate([{ text: 'x' }]), usageMetadata: { promptTokenCount: 7, candidatesTokenCount: 3 } },
        { ...candidate([], 'STOP'), usageMetadata },
      ];
      expect((await read('vertex-ai', sse(data(...events)), true)).usage).toEqual({
        promptTokens: 7,
        completionTokens: 3,
      });
    },
  );
});

describe('Responses', () => {
  test.each([
    [
      'text and a custom call',
      {
        output: [
          { type: 'reasoning', summary: [] },
          { type: 'message', content: [{ type: 'output_text', text: 'a' }] },
          { type: 'custom_tool_call', call_id: 'c', name: 'run', input: 'ls' },
        ],
        status: 'completed',
      },
      { text: 'a', toolCalls: [{ id: 'c', name: 'run', arguments: 'ls' }], reason: 'tool_calls' },
    ],
    [
      'a refusal alone',
      { output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }] },
      { text: 'No.', reason: 'stop' },
    ],
    ['a plain text as content', { output: [{ type: 'message', content: 'a' }], status: '' }, { text: 'a' }],
    [
      'arguments as an object',
      { output: [{ type: 'function_call', call_id: '', id: 'f', name: 'look', arguments: { at: 1 } }] },
      { toolCalls: [{ id: 'f', name: 'look', arguments: '{"at":1}' }] },
    ],
  ])('%s', async (_, response, expected) =>
    expect(await read('openai-responses', body(response), false)).toMatchObject(expected),
  );
});

describe('an ending that is none', () => {
  const text = 'There are';
  const openAi = (finish_reason: unknown) => [
    chunk({ index: 0, delta: { content: text }, message: { content: text }, finish_reason }),
  ];
  const gemini = (finishReason: unknown) => [
    { candidates: [{ content: { parts: [{ text }] }, finishReason, finishMessage: 'out of order' }] },
  ];
  const claude = (stop_reason: unknown) => [
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'message_delta', delta: { stop_reason } },
    { type: 'message_stop' },
  ];

  test.each<[Type, unknown[], object]>([
    ...['error', 'abort', 'network_error', 'insufficient_system_resource', 'OTHER', 'what'].map(
      (reason): [Type, unknown[], object] => ['openai-compatible', [...openAi(reason), '[DONE]'], openAi(reason)[0]!],
    ),
    ...['MALFORMED_FUNCTION_CALL', 'OTHER', 'UNEXPECTED_TOOL_CALL', 'FINISH_REASON_UNSPECIFIED', 'NEW_ONE'].map(
      (reason): [Type, unknown[], object] => ['vertex-ai', gemini(reason), gemini(reason)[0]!],
    ),
    ...['error', 'what'].map((reason): [Type, unknown[], object] => [
      'anthropic',
      claude(reason),
      { content: [{ type: 'text', text }], stop_reason: reason },
    ]),
  ])('%s %j', async (type, events, whole) => {
    expect(await failing(type, sse(data(...events)), true)).toContain('"kind":"invalid"');
    expect(await failing(type, body(whole), false)).toContain('"kind":"invalid"');
  });

  test.each([['failed'], ['cancelled'], ['in_progress'], ['queued'], ['what']])(
    'a response that is %s',
    async (status) => {
      const output = [{ type: 'message', content: [{ type: 'output_text', text }] }];
      expect(await failing('openai-responses', body({ status, output }), false)).toContain(status);
    },
  );

  test.each<[string, Type, unknown[]]>([
    ['""', 'openai-compatible', openAi('')],
    ['null', 'openai-compatible', openAi(null)],
    ['""', 'vertex-ai', gemini('')],
    ['no message_stop', 'anthropic', claude('').slice(0, 1)],
  ])('%s is no reason, so a stream that just ends broke off (%s)', async (_, type, events) => {
    expect(await failing(type, sse(data(...events)), true)).toContain('ended before the answer was complete');
  });
});

describe('errors inside a 200', () => {
  const WORDS = 'maximum context length';
  const SPELLINGS: [string, unknown][] = [
    ['OpenAI', { error: { message: WORDS } }],
    ['a text', { error: WORDS }],
    ['vLLM', { object: 'error', message: WORDS, type: 'BadRequestError', code: 400 }],
    ['FastAPI', { detail: WORDS }],
    ['FastAPI, a list', { detail: [{ msg: WORDS, loc: [] }] }],
    ['Anthropic', { type: 'error', error: { type: 'overloaded_error', message: WORDS } }],
    ['Google', { error: { code: 429, message: WORDS, status: 'X' } }],
    ['Google, a list', [{ error: { message: WORDS } }]],
    ['Cloudflare', { success: false, errors: [{ message: WORDS }], result: null }],
    ['a message with a code', { message: WORDS, code: 500 }],
    ['a status', { status: 'error', message: WORDS }],
    ['a message alone', { message: WORDS }],
    ['AWS', { Message: WORDS }],
    ['Apigee', { fault: { faultstring: WORDS, detail: { errorcode: 'x' } } }],
    ['MiniMax', { base_resp: { status_code: 1004, status_msg: WORDS }, choices: null }],
    ['Baidu', { error_code: 17, error_msg: WORDS }],
    ['Lambda', { errorMessage: WORDS, errorType: 'E' }],
    ['a problem', { type: 'about:blank', title: 'Forbidden', status: 403, detail: WORDS }],
    ['an error that says nothing but its code', { error: { code: WORDS } }],
    ['a text alone', WORDS],
  ];
  const TYPES: Type[] = ['openai-compatible', 'vertex-ai', 'anthropic', 'openai-responses'];
  const BEGIN: Partial<Record<Type, unknown>> = {
    'openai-compatible': chunk(choice({ content: 'Hm' })),
    'vertex-ai': { candidates: [{ content: { parts: [{ text: 'Hm' }] } }] },
    anthropic: { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hm' } },
  };

  test.each(SPELLINGS.flatMap(([name, error]) => TYPES.map((type) => [name, type, error] as const)))(
    '%s, %s',
    async (_, type, error) => {
      expect(await failing(type, body(error), false)).toContain(WORDS);
      const begin = BEGIN[type];
      if (begin === undefined) return;
      for (const stream of [data(error, '[DONE]'), data(begin, error, '[DONE]'), JSON.stringify(error)]) {
        expect(await failing(type, sse(stream), true)).toContain(WORDS);
      }
    },
  );

  test.each(TYPES)('an error without anything in it is none the less one: %s', async (type) => {
    expect(await failing(type, body({ error: {} }), false)).toContain('"kind":"invalid"');
    if (BEGIN[type])
      expect(await failing(type, sse(data({ error: {} }, '[DONE]')), true)).toContain('reported an error');
  });

  test.each(TYPES)('of an answer of another kind the failure tells what came: %s', async (type) => {
    expect(await failing(type, body({ hello: 'who are you' }), false)).toContain('who are you');
  });

  test.each(TYPES)('an error nested beyond reason is a failure like others: %s', async (type) => {
    const nested = `${'{"error":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    expect(await failing(type, body(nested), false)).toContain('"kind":"invalid"');
  });

  test.each(TYPES.slice(0, 3))('as an event or a field called error: %s', async (type) => {
    const error = JSON.stringify({ message: WORDS, code: 400 });
    for (const stream of [
      `event: error\ndata: ${error}\n\n`,
      `event: error\ndata: ${WORDS}\n\n`,
      `error: ${error}\n\n`,
      `error:${WORDS}\n\n`,
      `error: ${error}`,
    ]) {
      expect(await failing(type, sse(data(BEGIN[type]) + stream), true)).toContain(WORDS);
    }
  });

  test('in a field that comes in pieces', async () => {
    const pieces = [...data(BEGIN['openai-compatible']), ...`error: {"message":"${WORDS}"}\n\n`];
    const answer: Answer = async (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of pieces) {
        response.write(piece);
        await new Promise(setImmediate);
      }
      response.end();
    };
    expect(await failing('openai-compatible', answer, true)).toContain(WORDS);
  });

  test.each([false, true])('on a choice (stream: %s)', async (stream) => {
    const one = { ...choice({ content: 'Hm' }, 'error'), error: { code: 502, message: WORDS } };
    expect(
      await failing('openai-compatible', stream ? sse(data(chunk(one), '[DONE]')) : body(chunk(one)), stream),
    ).toContain(WORDS);
  });
});

describe('framing', () => {
  const DIALECTS: [Type, unknown[], object][] = [
    [
      'openai-compatible',
      [chunk(choice({ content: 'There ' })), chunk(choice({ content: 'are 199.' }, 'stop'))],
      chunk(choice({ content: 'There are 199.' }, 'stop')),
    ],
    [
      'vertex-ai',
      [
        { candidates: [{ content: { parts: [{ text: 'There ' }] } }] },
        { candidates: [{ content: { parts: [{ text: 'are 199.' }] }, finishReason: 'STOP' }] },
      ],
      { candidates: [{ content: { parts: [{ text: 'There are 199.' }] }, finishReason: 'STOP' }] },
    ],
    [
      'anthropic',
      [
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'There are 199.' } },
        { type: 'message_stop' },
      ],
      { content: [{ type: 'text', text: 'There are 199.' }], stop_reason: 'end_turn' },
    ],
  ];
  const FRAMES: [string, (events: unknown[]) => string | Buffer, Record<string, string>?][] = [
    [
      'heartbeats of all kinds',
      (events) =>
        `: ping\n\ndata:\n\n${events.map((event) => `${data(event)}data: \n\n:\n\nevent: ping\ndata:\n\n\n\n`).join('')}`,
    ],
    ['the last event without its blank line', (events) => data(...events).trimEnd()],
    ['the last event with one line break', (events) => `${data(...events).trimEnd()}\n`],
    ['CRLF', (events) => data(...events).replaceAll('\n', '\r\n')],
    ['CR', (events) => data(...events).replaceAll('\n', '\r')],
    ['a byte order mark', (events) => `\ufeff${data(...events)}`],
    [
      'a byte order mark in each event',
      (events) => events.map((event) => `data: \ufeff${JSON.stringify(event)}\n\n`).join(''),
    ],
    ['unknown fields', (events) => `x-trace: 1\n${data(...events)}`],
    ['gzip', (events) => gzipSync(data(...events)), { 'content-encoding': 'gzip' }],
    ['brotli', (events) => brotliCompressSync(data(...events)), { 'content-encoding': 'br' }],
    ['deflate', (events) => deflateSync(data(...events)), { 'content-encoding': 'deflate' }],
  ];

  test.each(
    FRAMES.flatMap(([name, frame, headers]) =>
      DIALECTS.map(([type, events]) => [name, type, frame(events), headers] as const),
    ),
  )('%s: %s', async (_, type, stream, headers) => {
    expect((await read(type, sse(stream, headers), true)).text).toBe('There are 199.');
  });

  test.each(DIALECTS)('plain: %s', async (type, _, whole) => {
    const text = JSON.stringify(whole);
    expect((await read(type, body(`\ufeff${text}`), false)).text).toBe('There are 199.');
    expect((await read(type, body(`\n\n  ${text}\n`), false)).text).toBe('There are 199.');
    expect((await read(type, body(gzipSync(text), { 'content-encoding': 'gzip' }), false)).text).toBe('There are 199.');
  });

  test.each(DIALECTS)('an answer in one piece where a stream was asked for: %s', async (type, _, whole) => {
    const text = JSON.stringify(whole, null, 2);
    expect((await read(type, body(text), true)).text).toBe('There are 199.');
    expect((await read(type, sse(`\ufeff\r\n ${text}\n\n`), true)).text).toBe('There are 199.');
    expect((await read(type, body(gzipSync(text), { 'content-encoding': 'gzip' }), true)).text).toBe('There are 199.');
    const inPieces: Answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      for (const byte of Buffer.from(`\ufeff${text}`)) response.write(Buffer.of(byte));
      response.end();
    };
    expect((await read(type, inPieces, true)).text).toBe('There are 199.');
  });

  test('a list of answers, as Gemini streams without alt=sse', async () => {
    const [, pieces] = DIALECTS.find(([type]) => type === 'vertex-ai')!;
    expect((await read('vertex-ai', body(pieces), true)).text).toBe('There are 199.');
    expect(await failing('vertex-ai', body([{ error: { message: 'no quota' } }]), true)).toContain('no quota');
  });

  test.each(DIALECTS)('events under the name of JSON: %s', async (type, events) => {
    expect((await read(type, body(data(...events)), true)).text).toBe('There are 199.');
  });

  test.each(DIALECTS)('a last event that is cut is not taken: %s', async (type, events) => {
    expect(
      await failing(
        type,
        sse(
          data(...events)
            .trimEnd()
            .slice(0, -4),
        ),
        true,
      ),
    ).toContain('ended before');
  });
});
