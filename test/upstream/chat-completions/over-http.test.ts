/** Chat completions through every type of LLM, over HTTP: what is translated, what is refused, and what a failure looks like. */
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';
import { type Answer, json, type ReceivedRequest, serve } from '../support/serve.ts';

const api = emulatorForFile();

type Type = 'openai-compatible' | 'openai-responses' | 'vertex-ai' | 'anthropic';
const TYPES: Record<Type, { fields: object; said: (text: string) => object }> = {
  'openai-compatible': {
    fields: {},
    said: (text) => ({ choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }] }),
  },
  'openai-responses': {
    fields: {},
    said: (text) => ({ output: [{ type: 'message', content: [{ type: 'output_text', text }] }] }),
  },
  'vertex-ai': {
    fields: { auth: { type: 'api_key', api_key: 'AIza-not-real' } },
    said: (text) => ({ candidates: [{ content: { parts: [{ text }] }, finishReason: 'STOP' }] }),
  },
  anthropic: {
    fields: { auth: { type: 'bearer', token: 'not-a-real-token' } },
    said: (text) => ({ content: [{ type: 'text', text }], stop_reason: 'end_turn' }),
  },
};
const TRANSLATED = ['openai-responses', 'vertex-ai', 'anthropic'] as const;

/** An LLM at an upstream that passes the connection test, and then answers. */
async function register(type: Type, answer: Answer = json(TYPES[type].said('ok')), more: object = {}) {
  const upstream = await serve((response, request) =>
    upstream.received.length === 1 ? json(TYPES[type].said('ok'))(response, request) : answer(response, request),
  );
  const name = uniqueName(type);
  await api.create('/v2/llms', { type, name, model: 'test-model', uri: upstream.url, ...TYPES[type].fields, ...more });
  const sent = (): Json => JSON.parse((upstream.received.at(-1) as ReceivedRequest).body);
  return { name, upstream, sent };
}

const HELLO = [{ role: 'user', content: 'Hello' }];
const chat = (model: string, more: object = {}) =>
  api.post('/v2/llms/chat/completions', { model, messages: HELLO, ...more });
const saying = (content: unknown) => ({ messages: [{ role: 'user', content }] });

const PDF = { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERi0=' } };
const SOUND = { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } };
const image = (url: unknown) => ({ type: 'image_url', image_url: { url } });

describe('parts of messages', () => {
  test.each([
    ['openai-responses', { type: 'input_file', filename: 'a.pdf', file_data: PDF.file.file_data }],
    ['vertex-ai', { inlineData: { mimeType: 'application/pdf', data: 'JVBERi0=' } }],
    [
      'anthropic',
      { type: 'document', title: 'a.pdf', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' } },
    ],
  ] as const)('a file for %s', async (type, part) => {
    const { name, sent } = await register(type);
    expect((await chat(name, saying([{ type: 'text', text: 'Sum up.' }, PDF]))).status).toBe(200);
    expect(JSON.stringify(sent())).toContain(JSON.stringify(part).slice(1, -1).split(',')[0]!);
    const content = sent().input?.[0].content ?? sent().contents?.[0].parts ?? sent().messages[0].content;
    expect(content[1]).toEqual(part);
  });

  test('a file that OpenAI has already goes to Responses', async () => {
    const { name, sent } = await register('openai-responses');
    await chat(name, saying([{ type: 'file', file: { file_id: 'file-1' } }]));
    expect(sent().input[0].content).toEqual([{ type: 'input_file', file_id: 'file-1' }]);
  });

  test('a sound for Gemini; a refusal as what was said', async () => {
    const { name, sent } = await register('vertex-ai');
    await chat(name, {
      messages: [
        ...HELLO,
        { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
        { role: 'user', content: [SOUND] },
      ],
    });
    expect(sent().contents.slice(1)).toEqual([
      { role: 'model', parts: [{ text: 'No.' }] },
      { role: 'user', parts: [{ inlineData: { mimeType: 'audio/wav', data: 'UklGRg==' } }] },
    ]);
  });

  test.each(
    TRANSLATED.flatMap((type) =>
      (
        [
          ['an unknown type', { type: 'hologram', hologram: 1 }, '.type'],
          ['no type', { text: 'x' }, '.type'],
          ['a text without text', { type: 'text' }, '.text'],
          ['an image without an address', image(undefined), '.image_url.url'],
          ['an image with an empty address', image(''), '.image_url.url'],
          ['an image that is no address', image('cat.png'), '.image_url.url'],
          ['data that are no base64', image('data:image/png;base64,%%%'), '.image_url.url'],
          ['data that end at the comma', image('data:image/png;base64,'), '.image_url.url'],
          ['data without a comma', image('data:image/png'), '.image_url.url'],
          ['escapes that cannot be read', image('data:image/svg+xml,%E0%A4%A'), '.image_url.url'],
          ['a file without data', { type: 'file', file: { filename: 'a.pdf' } }, '.file.file_data'],
          ...(type === 'vertex-ai' ? [] : ([['a sound', SOUND, '.type']] as const)),
        ] as const
      ).map(([what, part, member]) => [type, what, part, member] as const),
    ),
  )('%s: %s', async (type, _, part, member) => {
    const { name, upstream } = await register(type, undefined, { capabilities: { image_support: true } });
    const { status, body } = await chat(name, saying([{ type: 'text', text: 'What is this?' }, part]));
    expect([status, Object.keys(body.field_errors ?? {})]).toEqual([400, [`body.messages[0].content[1]${member}`]]);
    expect(upstream.received).toHaveLength(1);
  });

  test('the built-in LLMs take texts and images', async () => {
    expect((await chat('gpt-4o', saying([PDF]))).body.field_errors).toHaveProperty([
      'body.messages[0].content[0].type',
    ]);
    expect((await chat('gpt-4o', saying([image('https://a.example/cat.png')]))).status).toBe(200);
  });
});

describe('calls and tools', () => {
  const history = (...calls: unknown[]) => ({
    messages: [
      ...HELLO,
      { role: 'assistant', content: null, tool_calls: calls },
      { role: 'tool', tool_call_id: 'c1', content: 'Sunny.' },
    ],
  });
  const CALL = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
  const TOOL = { type: 'function', function: { name: 'f' } };
  const called = (sent: Json) => [
    ...(sent.input ?? []),
    ...(sent.contents ?? []).flatMap(({ parts }: Json) => parts),
    ...(sent.messages ?? []).flatMap(({ content }: Json) => (Array.isArray(content) ? content : [])),
  ];

  test.each(TRANSLATED)('arguments as an object, custom calls, and the calls of old: %s', async (type) => {
    const { name, sent } = await register(type);
    const object = { id: 'c1', type: 'function', function: { name: 'weather', arguments: { city: 'Bern' } } };
    const custom = { id: 'c1', type: 'custom', custom: { name: 'weather', input: 'Bern' } };
    const expected = {
      'openai-responses': [
        { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Bern"}' },
        { type: 'custom_tool_call', call_id: 'c1', name: 'weather', input: 'Bern' },
      ],
      'vertex-ai': [
        { functionCall: { id: 'c1', name: 'weather', args: { city: 'Bern' } } },
        { functionCall: { id: 'c1', name: 'weather', args: { input: 'Bern' } } },
      ],
      anthropic: [
        { type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Bern' } },
        { type: 'tool_use', id: 'c1', name: 'weather', input: { input: 'Bern' } },
      ],
    }[type];
    for (const [index, call] of [object, custom].entries()) {
      expect((await chat(name, history(call))).status).toBe(200);
      expect(called(sent())).toContainEqual(expected[index]);
    }
    const old = [
      ...HELLO,
      { role: 'assistant', content: null, function_call: { name: 'weather', arguments: '{}' } },
      { role: 'function', name: 'weather', content: 'Sunny.' },
    ];
    expect((await chat(name, { messages: old })).status).toBe(200);
    expect(JSON.stringify(sent())).toContain('Sunny.');
  });

  test.each(
    TRANSLATED.flatMap((type) =>
      (
        [
          ['a call that is null', history(null), 'body.messages[1].tool_calls[0]'],
          ['a call without a function', history({ id: 'c1', type: 'function' }), 'body.messages[1].tool_calls[0]'],
          [
            'a call without a name',
            history({ id: 'c1', function: { arguments: '{}' } }),
            'body.messages[1].tool_calls[0]',
          ],
          [
            'calls that are no list',
            { messages: [...HELLO, { role: 'assistant', content: null, tool_calls: 'x' }] },
            'body.messages[1].tool_calls',
          ],
          [
            'a result of no call',
            { messages: [...HELLO, { role: 'tool', content: 'x' }] },
            'body.messages[1].tool_call_id',
          ],
          [
            'a result of another call',
            { messages: [...HELLO, { role: 'tool', tool_call_id: 'c9', content: 'x' }] },
            'body.messages[1].tool_call_id',
          ],
          [
            'a call that nobody answered',
            { messages: [...history(CALL).messages.slice(0, 2), ...HELLO] },
            'body.messages[1].tool_calls[0]',
          ],
          [
            'a call of old that nobody answered',
            { messages: [{ role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } }] },
            'body.messages[0].function_call',
          ],
          ['one call of two', history(CALL, { ...CALL, id: 'c2' }), 'body.messages[1].tool_calls[1]'],
          [
            'a choice of a tool that is not there',
            { tools: [TOOL], tool_choice: { type: 'function', function: { name: 'gone' } } },
            'body.tool_choice',
          ],
          ['a choice without tools', { tool_choice: 'required' }, 'body.tool_choice'],
          ['a limit that is none', { max_completion_tokens: 'x' }, 'body.max_completion_tokens'],
          ['a limit of nothing', { max_tokens: 0 }, 'body.max_tokens'],
          ['a temperature in words', { temperature: 'hot' }, 'body.temperature'],
          ['ends that are no texts', { stop: ['a', 1] }, 'body.stop'],
          ['a role nobody has', { messages: [{ role: 'critic', content: 'x' }] }, 'body.messages[0].role'],
          ['a tool that is null', { tools: [null] }, 'body.tools[0]'],
          ['a tool that is a text', { tools: ['x'] }, 'body.tools[0]'],
          ['a tool without a name', { tools: [{ type: 'function', function: {} }] }, 'body.tools[0]'],
          [
            'parameters that are no schema',
            { tools: [{ type: 'function', function: { name: 'f', parameters: 'x' } }] },
            'body.tools[0]',
          ],
          ['tools that are no list', { tools: { type: 'function' } }, 'body.tools'],
          ['a choice nobody has', { tools: [], tool_choice: 'perhaps' }, 'body.tool_choice'],
        ] as const
      ).map(([what, body, field]) => [type, what, body, field] as const),
    ),
  )('%s refuses %s', async (type, _, more, field) => {
    const { name } = await register(type);
    const { status, body } = await chat(name, more);
    expect([status, Object.keys(body.field_errors ?? {})]).toEqual([400, [field]]);
  });

  test('ids of other providers are written so that Anthropic takes them', async () => {
    const { name, sent } = await register('anthropic');
    const id = 'functions.look:0';
    await chat(name, {
      messages: [
        ...HELLO,
        { role: 'assistant', content: null, tool_calls: [{ ...CALL, id }] },
        { role: 'tool', tool_call_id: id, content: 'a cat' },
      ],
    });
    expect(called(sent())).toMatchObject([{ id: 'functions_2elook_3a0' }, { tool_use_id: 'functions_2elook_3a0' }]);
  });

  test.each(TRANSLATED)('only the tools that are allowed are sent: %s', async (type) => {
    const { name, sent } = await register(type);
    const other = { type: 'function', function: { name: 'g' } };
    const allowed_tools = { mode: 'required', tools: [TOOL] };
    await chat(name, { tools: [TOOL, other], tool_choice: { type: 'allowed_tools', allowed_tools } });
    const tools = type === 'vertex-ai' ? sent().tools[0].functionDeclarations : sent().tools;
    expect(tools.map((tool: Json) => tool.name)).toEqual(['f']);
  });

  test('a function is as strict as it was said to be', async () => {
    const { name, sent } = await register('openai-responses');
    const tool = (strict?: boolean) => ({
      tools: [{ type: 'function', function: { name: 'f', ...(strict === undefined ? {} : { strict }) } }],
    });
    for (const [given, expected] of [
      [undefined, false],
      [false, false],
      [true, true],
    ] as const) {
      await chat(name, tool(given));
      expect(sent().tools[0].strict).toBe(expected);
    }
  });

  test('what a model thought goes back to it with the call', async () => {
    const thinking = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' };
    const content = [thinking, { type: 'tool_use', id: 't1', name: 'look', input: {} }];
    const { name, sent } = await register('anthropic', json({ content, stop_reason: 'tool_use' }));
    const { message } = (await chat(name, { tools: [{ type: 'function', function: { name: 'look' } }] })).body
      .choices[0];
    expect(message.thinking_blocks).toEqual([thinking]);
    await chat(name, { messages: [...HELLO, message, { role: 'tool', tool_call_id: 't1', content: 'a cat' }] });
    expect(sent().messages[1].content).toEqual(content);
  });

  test.each([false, true])('so do the reasoning items of Responses (stream: %s)', async (stream) => {
    const reasoning = { id: 'rs_1', type: 'reasoning', summary: [], encrypted_content: 'b3BhcXVl' };
    const called = { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' };
    const output = [reasoning, { id: 'fc_1', status: 'completed', ...called }];
    const { name, sent } = await register('openai-responses', json({ output, status: 'completed' }));
    const openai = new OpenAI({ apiKey: 'any', baseURL: `${api.url}/v2/llms` });
    const asked = { model: name, messages: [{ role: 'user' as const, content: 'Look.' }] };
    const message: Json = stream
      ? await openai.chat.completions.stream(asked).finalMessage()
      : (await openai.chat.completions.create(asked)).choices[0]!.message;
    expect(message.reasoning_items).toEqual([reasoning]);
    const said = [...HELLO, message, { role: 'tool', tool_call_id: 'c1', content: 'a cat' }];
    await chat(name, { messages: said });
    const result = { type: 'function_call_output', call_id: 'c1', output: 'a cat' };
    expect(sent().input.slice(1)).toEqual([reasoning, called, result]);
    await chat(name, { messages: [...HELLO, { ...message, content: 'A cat.', tool_calls: undefined }] });
    expect(sent().input.slice(1)).toEqual([{ role: 'assistant', content: 'A cat.' }]);
  });

  test.each([false, true])('so do signatures of Gemini’s calls (stream: %s)', async (stream) => {
    const parts = [{ functionCall: { name: 'look', args: {} }, thoughtSignature: 'c2ln' }];
    const answer = { candidates: [{ content: { parts }, finishReason: 'STOP' }] };
    const { name, sent } = await register('vertex-ai', (response, request) =>
      request.path.includes('stream')
        ? response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${JSON.stringify(answer)}\n\n`)
        : json(answer)(response, request),
    );
    const openai = new OpenAI({ apiKey: 'any', baseURL: `${api.url}/v2/llms` });
    const asked = { model: name, messages: [{ role: 'user' as const, content: 'Look.' }] };
    const message: Json = stream
      ? await openai.chat.completions.stream(asked).finalMessage()
      : (await openai.chat.completions.create(asked)).choices[0]!.message;
    const [call] = message.tool_calls;
    await chat(name, {
      messages: [asked.messages[0], message, { role: 'tool', tool_call_id: call.id, content: 'a cat' }],
    });
    expect(sent().contents[1].parts[0]).toEqual(parts[0]);
    expect(sent().contents[2].parts[0].functionResponse.name).toBe('look');
  });
});

describe('parameters', () => {
  const given = {
    reasoning_effort: 'low',
    verbosity: 'low',
    web_search_options: {},
    function_call: 'none',
    functions: [{ name: 'f' }],
    logprobs: true,
    prediction: {},
    safety_identifier: 'x',
  };

  test.each(TRANSLATED)('none arrives under a name that only chat completions know: %s', async (type) => {
    const { name, sent } = await register(type);
    expect((await chat(name, given)).status).toBe(200);
    expect(Object.keys({ ...sent(), ...sent().generationConfig }).filter((one) => one in given)).toEqual([]);
    if (type === 'openai-responses')
      expect(sent()).toMatchObject({ reasoning: { effort: 'low' }, text: { verbosity: 'low' } });
  });

  test.each(['gpt-5', 'openai/gpt-5', 'openrouter/openai/GPT-5-mini', 'azure/o4-mini', 'openai:gpt-5', 'o1', 'o3-pro'])(
    '%s reasons',
    async (model) => {
      const { upstream } = await register('openai-compatible', undefined, {
        model,
        test_model_parameters: { temperature: 0, max_tokens: 50 },
      });
      expect(JSON.parse(upstream.received[0]!.body)).toMatchObject({ max_completion_tokens: 50 });
      expect(JSON.parse(upstream.received[0]!.body)).not.toHaveProperty('temperature');
    },
  );

  test.each(['gpt-5-chat-latest', 'openai/gpt-5-chat', 'gpt-5.1', 'gpt-5.2-mini', 'gpt-4o', 'olmo-2', 'o200k-base'])(
    '%s takes a temperature',
    async (model) => {
      const { upstream } = await register('openai-compatible', undefined, {
        model,
        test_model_parameters: { temperature: 0, max_tokens: 50 },
      });
      expect(JSON.parse(upstream.received[0]!.body)).toMatchObject({ max_tokens: 50, temperature: 0 });
    },
  );
});

describe('conversations that leave nothing to say', () => {
  test.each(TRANSLATED)('%s', async (type) => {
    const { name, sent } = await register(type);
    await chat(name, { messages: [{ role: 'system', content: 'Write a haiku.' }] });
    expect((sent().input ?? sent().contents ?? sent().messages).length).toBeGreaterThan(0);
    for (const empty of ['', '  ', []]) {
      await chat(name, {
        messages: [
          ...HELLO,
          { role: 'assistant', content: empty },
          {
            role: 'user',
            content: [
              { type: 'text', text: '' },
              { type: 'text', text: 'There?' },
            ],
          },
        ],
      });
      expect(JSON.stringify(sent())).not.toMatch(/"(?:text|content)":(?:"\s*"|\[\])|"parts":\[\]/);
    }
  });
});

describe('a failure before the first chunk keeps its status', () => {
  const refusals: [string, Answer][] = [
    ['a status', json({ error: { message: 'quota exceeded' } }, 429)],
    [
      'an error in a stream',
      (response) =>
        response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end('data: {"error":{"message":"quota exceeded"}}\n\n'),
    ],
    [
      'an event called error',
      (response) =>
        response
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .end('event: error\ndata: {"message":"quota exceeded"}\n\n'),
    ],
  ];
  const cases = (Object.keys(TYPES) as Type[]).flatMap((type) =>
    refusals
      .filter(([, _answer], index) => index === 0 || type !== 'openai-responses')
      .map(([what, answer]) => [type, what, answer] as const),
  );

  test.each(cases)('%s: %s', async (type, _, answer) => {
    const { name } = await register(type, answer);
    const { status, body } = await chat(name, { stream: true });
    expect([status, body.messages[0]]).toEqual([500, expect.stringContaining('quota exceeded')]);
  });
});

describe('addresses', () => {
  const PASSWORD = 'pa55word-of-ann';
  const withPassword = (url: string) => url.replace('//', `//ann:${PASSWORD}@`);

  test.each<[string, object, string]>([
    ['an LLM', { uri: withPassword('http://127.0.0.1:9/v1') }, 'body.uri'],
    [
      'a token endpoint',
      {
        uri: 'http://127.0.0.1:9/v1',
        auth: {
          type: 'oauth_client_credentials',
          client_id: 'c',
          client_secret: 's',
          token_endpoint: withPassword('http://127.0.0.1:9/token'),
        },
      },
      'body.auth.token_endpoint',
    ],
  ])('a password in that of %s is refused, and shown nowhere', async (_, fields, field) => {
    const { status, text, body } = await api.post('/v2/llms', {
      type: 'openai-compatible',
      name: uniqueName('llm'),
      model: 'm',
      ...fields,
    });
    expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
    expect(text).not.toContain(PASSWORD);
    expect((await api.get('/_emulator/journal?limit=5')).text).not.toContain(PASSWORD);
  });

  test('nor in that of an encoder', async () => {
    const encoder = {
      type: 'openai-compatible',
      name: uniqueName('encoder'),
      description: '',
      model: 'm',
      uri: withPassword('http://127.0.0.1:9/v1'),
    };
    const { status, text } = await api.post('/v2/encoders', encoder);
    expect([status, text.includes(PASSWORD)]).toEqual([400, false]);
  });

  test('keys in a query string are sent and not shown', async () => {
    const { name, upstream } = await register('openai-compatible');
    const uri = `${upstream.url}/v1/chat?api-version=2024-10-21&key=AIza-secret-key&api_key=another-secret`;
    await api.patch(`/v2/llms/${name}`, { uri });
    expect(upstream.received.at(-1)!.path).toContain('key=AIza-secret-key');
    const shown = await api.read(`/v2/llms/${name}`);
    expect(shown.uri).toBe(`${upstream.url}/v1/chat?api-version=2024-10-21&key=****&api_key=****`);
    expect((await chat(name)).status).toBe(200);
    expect((await api.get('/v2/llms?limit=100')).text).not.toMatch(/AIza-secret-key|another-secret/);
  });

  test.each(['e', 'none', 'ollama', 'test'])('the key "%s" hides no word of an error', async (token) => {
    const message = `model "test-model" not found, try: ollama pull, none is loaded`;
    const upstream = await serve(json({ error: { message } }, 404));
    const answer = await api.post('/v2/llms', {
      type: 'openai-compatible',
      name: uniqueName('llm'),
      model: 'm',
      uri: upstream.url,
      auth: { type: 'bearer', token },
    });
    expect(answer.body.messages[0]).toContain(message);
  });
});

describe('a relayed stream', () => {
  const piece = (content: string, finish_reason: string | null = null) =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason }] })}\n\n`;
  const relayed = async (stream: string) => {
    const { name } = await register('openai-compatible', (response) =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(stream),
    );
    return (await chat(name, { stream: true })).text;
  };

  test.each([
    [
      'heartbeats',
      `data:\n\n: ping\n\n${piece('a')}data: \n\nevent: ping\ndata:\n\n${piece('b', 'stop')}data: [DONE]\n\n`,
    ],
    ['an end mark without its blank line', `${piece('a')}${piece('b', 'stop')}data: [DONE]`],
    ['no end mark, and no blank line', `${piece('a')}${piece('b', 'stop').trimEnd()}`],
    ['a byte order mark', `\ufeff${piece('a')}${piece('b', 'stop')}data: [DONE]\n\n`],
  ])('%s', async (_, stream) => {
    expect(await relayed(stream)).toBe(`${piece('a')}${piece('b', 'stop')}data: [DONE]\n\n`);
  });

  test.each([
    ['an empty reason and no end mark', piece('a', ''), 'ended before the answer was complete'],
    [
      'vLLM’s error',
      `${piece('a')}data: {"object":"error","message":"too long","code":400}\n\ndata: [DONE]\n\n`,
      'too long',
    ],
    ['an event called error', `${piece('a')}event: error\ndata: {"message":"too long"}\n\n`, 'too long'],
    ['a field called error', `${piece('a')}error: {"message":"too long"}\n\n`, 'too long'],
    [
      'an error on the choice',
      `${piece('a')}data: {"choices":[{"index":0,"delta":{},"finish_reason":"error","error":{"message":"too long"}}]}\n\ndata: [DONE]\n\n`,
      'too long',
    ],
  ])('%s is an error', async (_, stream, words) => {
    const text = await relayed(stream);
    expect(text.startsWith(piece('a').slice(0, 40))).toBe(true);
    const last = text.trimEnd().split('\n\n').at(-2)!;
    expect(JSON.parse(last.slice('data: '.length)).error.message).toContain(words);
  });
});
