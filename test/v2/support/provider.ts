/** A provider of any dialect for one test, which says what it is given, plain or streamed as it is asked. */
import type { Json } from '../../support/client.ts';
import { type Answer, json, serve } from '../../upstream/support/serve.ts';

export interface Said {
  /** What happens before it is said. */
  before?: () => Promise<unknown>;
  thinking?: string;
  text?: string;
  calls?: { id: string; name: string; args: object }[];
  /** Of the prompt: all, and from a cache; of the answer: all, and thought. */
  usage?: [prompt: number, cached: number, completion: number, thought: number];
}

export interface Dialect {
  type: 'openai-compatible' | 'openai-responses' | 'anthropic' | 'vertex-ai';
  model: string;
  auth: object;
  /** Below the server's address. */
  path: string;
  whole(said: Said): Json;
  /** The data of its events. */
  pieces(said: Said): (object | string)[];
}

const USAGE = [7, 0, 3, 0] as const;
const wordsOf = (text = '') => text.match(/\S+\s*/g) ?? [];
const bearer = { type: 'bearer', token: 'secret-token' };

const openAiUsage = ([prompt, cached, completion, thought]: readonly number[]) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  prompt_tokens_details: { cached_tokens: cached },
  completion_tokens_details: { reasoning_tokens: thought },
});
const openAiCalls = (calls: Said['calls'] = []) =>
  calls.map(({ id, name, args }, index) => ({
    index,
    id,
    type: 'function',
    function: { name, arguments: JSON.stringify(args) },
  }));

const openAi: Dialect = {
  type: 'openai-compatible',
  model: 'gpt-4o',
  auth: bearer,
  path: '/v1/chat/completions',
  whole: ({ thinking, text = null, calls, usage = USAGE }) => ({
    choices: [
      {
        message: { content: text, reasoning_content: thinking, tool_calls: calls && openAiCalls(calls) },
        finish_reason: calls ? 'tool_calls' : 'stop',
      },
    ],
    usage: openAiUsage(usage),
  }),
  pieces: ({ thinking, text, calls, usage = USAGE }) => [
    ...wordsOf(thinking).map((word) => ({ choices: [{ delta: { reasoning_content: word } }] })),
    ...wordsOf(text).map((word) => ({ choices: [{ delta: { content: word } }] })),
    ...openAiCalls(calls).map((call) => ({ choices: [{ delta: { tool_calls: [call] } }] })),
    { choices: [{ delta: {}, finish_reason: calls ? 'tool_calls' : 'stop' }] },
    { choices: [], usage: openAiUsage(usage) },
    '[DONE]',
  ],
};

const responses: Dialect = {
  type: 'openai-responses',
  model: 'gpt-5',
  auth: bearer,
  path: '/v1/responses',
  whole: ({ thinking, text, calls = [], usage: [prompt, cached, completion, thought] = USAGE }) => ({
    status: 'completed',
    output: [
      ...(thinking
        ? [
            {
              type: 'reasoning',
              id: 'rs_1',
              summary: [{ type: 'summary_text', text: thinking }],
              encrypted_content: 'sealed',
            },
          ]
        : []),
      ...(text ? [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] }] : []),
      ...calls.map(({ id, name, args }) => ({
        type: 'function_call',
        call_id: id,
        name,
        arguments: JSON.stringify(args),
      })),
    ],
    usage: {
      input_tokens: prompt,
      input_tokens_details: { cached_tokens: cached },
      output_tokens: completion,
      output_tokens_details: { reasoning_tokens: thought },
    },
  }),
  pieces: () => [],
};

const anthropicBlocks = ({ thinking, text, calls = [] }: Said): Json[] => [
  ...(thinking ? [{ type: 'thinking', thinking, signature: 'sealed' }] : []),
  ...(text ? [{ type: 'text', text }] : []),
  ...calls.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: args })),
];
const anthropicUsage = ([prompt, cached, completion]: readonly number[]) => ({
  input_tokens: prompt! - cached!,
  cache_read_input_tokens: cached,
  output_tokens: completion,
});

const anthropic: Dialect = {
  type: 'anthropic',
  model: 'claude-sonnet-4-5',
  auth: bearer,
  path: '/v1/messages',
  whole: (said) => ({
    content: anthropicBlocks(said),
    stop_reason: said.calls ? 'tool_use' : 'end_turn',
    usage: anthropicUsage(said.usage ?? USAGE),
  }),
  pieces: (said) => {
    const blocks = anthropicBlocks(said).flatMap((block, index) => {
      const delta = (one: object) => ({ type: 'content_block_delta', index, delta: one });
      const start = (content_block: object) => ({ type: 'content_block_start', index, content_block });
      const stop = { type: 'content_block_stop', index };
      if (block.type === 'thinking')
        return [
          start({ ...block, thinking: '', signature: '' }),
          ...wordsOf(block.thinking).map((thinking) => delta({ type: 'thinking_delta', thinking })),
          delta({ type: 'signature_delta', signature: block.signature }),
          stop,
        ];
      if (block.type === 'text')
        return [
          start({ type: 'text', text: '' }),
          ...wordsOf(block.text).map((text) => delta({ type: 'text_delta', text })),
          stop,
        ];
      const partial_json = JSON.stringify(block.input);
      return [start({ ...block, input: {} }), delta({ type: 'input_json_delta', partial_json }), stop];
    });
    const { output_tokens, ...usage } = anthropicUsage(said.usage ?? USAGE);
    return [
      { type: 'message_start', message: { usage: { ...usage, output_tokens: 1 } } },
      ...blocks,
      {
        type: 'message_delta',
        delta: { stop_reason: said.calls ? 'tool_use' : 'end_turn' },
        usage: { output_tokens },
      },
      { type: 'message_stop' },
    ];
  },
};

const geminiUsage = ([prompt, cached, completion, thought]: readonly number[]) => ({
  promptTokenCount: prompt,
  cachedContentTokenCount: cached,
  candidatesTokenCount: completion! - thought!,
  thoughtsTokenCount: thought,
});
const geminiCalls = (calls: Said['calls'] = []) =>
  calls.map(({ id, name, args }, index) => ({
    functionCall: { id, name, args },
    ...(index === 0 ? { thoughtSignature: 'sealed' } : {}),
  }));
const piece = (parts: object[], more: object = {}) => ({
  candidates: [{ content: { role: 'model', parts }, ...more }],
});

const gemini: Dialect = {
  type: 'vertex-ai',
  model: 'gemini-3-pro',
  auth: { type: 'api_key', api_key: 'secret-key' },
  path: '/v1beta/models',
  whole: ({ thinking, text, calls, usage = USAGE }) => ({
    ...piece(
      [...(thinking ? [{ text: thinking, thought: true }] : []), ...(text ? [{ text }] : []), ...geminiCalls(calls)],
      { finishReason: 'STOP' },
    ),
    usageMetadata: geminiUsage(usage),
  }),
  pieces: ({ thinking, text, calls, usage = USAGE }) => [
    ...wordsOf(thinking).map((word) => piece([{ text: word, thought: true }])),
    ...wordsOf(text).map((word) => piece([{ text: word }])),
    { ...piece(geminiCalls(calls), { finishReason: 'STOP' }), usageMetadata: geminiUsage(usage) },
  ],
};

export const DIALECTS: Dialect[] = [openAi, responses, anthropic, gemini];

/** The frames of a stream as its bytes. */
export const framesOf = (pieces: (object | string)[]): string =>
  pieces.map((one) => `data: ${typeof one === 'string' ? one : JSON.stringify(one)}\n\n`).join('');

/** Says one thing after the other of `answers`, which may be filled again, and `Hello.` when there is no more. */
export async function provider(
  dialect: Dialect,
  send: (body: string) => Iterable<string | Uint8Array> = (body) => [body],
) {
  const answers: (Said | Answer)[] = [];
  const server = await serve(async (response, request) => {
    const said = answers.shift() ?? { text: 'Hello.' };
    if (typeof said === 'function') return said(response, request);
    await said.before?.();
    const isStreamed = JSON.parse(request.body).stream === true || request.path.includes(':streamGenerateContent');
    if (!isStreamed) return json(dialect.whole(said))(response, request);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const bytes of send(framesOf(dialect.pieces(said)))) {
      response.write(bytes);
      await new Promise(setImmediate);
    }
    return response.end();
  });
  const { type, model, auth, path } = dialect;
  const capabilities = { tool_calling: true, structured_outputs: true };
  return {
    answers,
    /** What registers it. */
    llm: { type, model, auth, uri: server.url + path, capabilities },
    /** What it was sent since this was last asked. */
    received: (): Json[] => server.received.splice(0).map(({ body }) => JSON.parse(body)),
  };
}
