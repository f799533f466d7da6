/** `POST /v2/llms/chat/completions` for LLMs of other dialects than OpenAI's, at adapter level (docs/behaviour/chat-completions.md, Request). */
import { describe, expect, test } from 'vitest';
import {
  promptCharacters,
  toChatCompletion,
  toChatCompletionChunks,
} from '../../../src/upstream/chat-completion-answer.ts';
import { parseChatCompletionRequest } from '../../../src/upstream/chat-completions.ts';
import { createLanguageModel } from '../../../src/upstream/create-language-model.ts';
import type { UpstreamSettings } from '../../../src/upstream/upstream-settings.ts';
import { type Answer, eventStream, json, serve } from '../support/serve.ts';
import { failureOf, openUpstream, settings } from '../support/upstream.ts';

const forever = new AbortController().signal;
const MESSAGES = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', name: 'Ann', content: 'Hello' },
];
const SCHEMA = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
const FORMAT = { type: 'json_schema', json_schema: { name: 'reply', strict: true, schema: SCHEMA } };

/** Sends a body by another dialect; what the upstream got and what the caller gets. */
async function translate(type: UpstreamSettings['type'], body: Record<string, unknown>, answer: Answer) {
  const { url, received } = await serve(answer);
  const request = parseChatCompletionRequest({ model: 'mine', messages: MESSAGES, ...body });
  const chunks = createLanguageModel(settings({ type, uri: url }), openUpstream()).generate(request, forever);
  const envelope = {
    id: 'chatcmpl-1',
    created: 7,
    model: 'mine',
    promptCharacters: promptCharacters(request.messages),
  };
  const result = body.stream
    ? await Array.fromAsync(toChatCompletionChunks(chunks, envelope, body.stream_options !== undefined))
    : await toChatCompletion(chunks, envelope);
  return { sent: JSON.parse(received[0]!.body), path: received[0]!.path, result };
}

const ANTHROPIC = json({ content: [{ type: 'text', text: 'Hi' }], stop_reason: 'end_turn' });
const GEMINI = json({ candidates: [{ content: { parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }] });
const RESPONSES = json({ output: [{ type: 'message', content: [{ type: 'output_text', text: 'Hi' }] }] });

const OPENAI_ONLY = {
  n: 2,
  user: 'u',
  seed: 1,
  logit_bias: {},
  logprobs: true,
  stream_options: null,
  store: true,
  metadata: {},
};

describe('parameters', () => {
  const body = {
    max_completion_tokens: 50,
    temperature: 0.2,
    top_p: 0.9,
    frequency_penalty: 1,
    presence_penalty: 1,
    ...OPENAI_ONLY,
  };

  test('openai-responses: stop and penalties dropped', async () => {
    const { sent } = await translate('openai-responses', { ...body, stop: ['x'] }, RESPONSES);
    expect(sent).toEqual({
      model: 'test-model',
      max_output_tokens: 50,
      temperature: 0.2,
      top_p: 0.9,
      input: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hello' },
      ],
    });
  });

  test.each([['x'], [['x', 'y']]])('vertex-ai: into generationConfig, stop %o', async (stop) => {
    const { sent } = await translate('vertex-ai', { ...body, stop }, GEMINI);
    expect(sent).toEqual({
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
      generationConfig: {
        maxOutputTokens: 50,
        temperature: 0.2,
        topP: 0.9,
        frequencyPenalty: 1,
        presencePenalty: 1,
        stopSequences: [stop].flat(),
      },
    });
  });

  test.each([['x'], [['x', 'y']]])('anthropic: penalties dropped, stop %o', async (stop) => {
    const { sent } = await translate('anthropic', { ...body, stop }, ANTHROPIC);
    expect(sent).toEqual({
      model: 'test-model',
      system: 'Be brief.',
      messages: [{ role: 'user', content: 'Hello' }],
      max_tokens: 50,
      temperature: 0.2,
      top_p: 0.9,
      stop_sequences: [stop].flat(),
    });
  });
});

test('images', async () => {
  const images = ['data:image/jpeg;base64,AAAA', 'https://a.example/b.webp'];
  const content = [
    { type: 'text', text: 'What is this?' },
    ...images.map((url) => ({ type: 'image_url', image_url: { url } })),
  ];
  const body = { messages: [{ role: 'user', content }] };
  expect((await translate('openai-responses', body, RESPONSES)).sent.input[0].content).toEqual([
    { type: 'input_text', text: 'What is this?' },
    { type: 'input_image', image_url: images[0] },
    { type: 'input_image', image_url: images[1] },
  ]);
  expect((await translate('vertex-ai', body, GEMINI)).sent.contents[0].parts).toEqual([
    { text: 'What is this?' },
    { inlineData: { mimeType: 'image/jpeg', data: 'AAAA' } },
    { fileData: { fileUri: images[1], mimeType: 'image/webp' } },
  ]);
  expect((await translate('anthropic', body, ANTHROPIC)).sent.messages[0].content).toEqual([
    { type: 'text', text: 'What is this?' },
    { type: 'image', source: { type: 'base64', media_type: 'image/jpeg', data: 'AAAA' } },
    { type: 'image', source: { type: 'url', url: images[1] } },
  ]);
});

describe('response formats', () => {
  test('json_schema', async () => {
    const body = { response_format: FORMAT };
    expect((await translate('openai-responses', body, RESPONSES)).sent.text).toEqual({
      format: { type: 'json_schema', name: 'reply', strict: true, schema: SCHEMA },
    });
    expect((await translate('vertex-ai', body, GEMINI)).sent.generationConfig).toEqual({
      responseMimeType: 'application/json',
      responseJsonSchema: SCHEMA,
    });
  });

  test.each([false, true])(
    'json_schema with anthropic is a forced tool call, its input the content (stream: %s)',
    async (stream) => {
      const plain = json({
        content: [{ type: 'tool_use', id: 't', name: 'reply', input: { a: 'b' } }],
        stop_reason: 'tool_use',
      });
      const streamed = eventStream(
        {
          type: 'content_block_start',
          index: 0,
          content_block: { type: 'tool_use', id: 't', name: 'reply', input: {} },
        },
        { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"a":' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '"b"}' } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
        { type: 'message_stop' },
      );
      const { sent, result } = await translate(
        'anthropic',
        { response_format: FORMAT, stream },
        stream ? streamed : plain,
      );
      expect(sent.tools).toEqual([{ name: 'reply', input_schema: SCHEMA }]);
      expect(sent.tool_choice).toEqual({ type: 'tool', name: 'reply' });
      expect(result).toMatchObject(
        stream
          ? [
              { choices: [{ delta: { role: 'assistant', content: '{"a":' } }] },
              { choices: [{ delta: { content: '"b"}' } }] },
              { choices: [{ delta: {}, finish_reason: 'stop' }] },
            ]
          : { choices: [{ message: { content: '{"a":"b"}' }, finish_reason: 'stop' }] },
      );
      expect(JSON.stringify(result)).not.toContain('tool_calls');
    },
  );

  test('json_object', async () => {
    const body = { response_format: { type: 'json_object' } };
    expect((await translate('openai-responses', body, RESPONSES)).sent.text).toEqual({
      format: { type: 'json_object' },
    });
    expect((await translate('vertex-ai', body, GEMINI)).sent.generationConfig).toEqual({
      responseMimeType: 'application/json',
    });
    const { sent } = await translate('anthropic', body, ANTHROPIC);
    expect(sent.system).toMatch(/^Be brief\.\n\n.*JSON object/);
    expect(sent).not.toHaveProperty('tools');
  });
});

describe('the answer', () => {
  test('plain, token counts estimated where the upstream gives none', async () => {
    expect((await translate('anthropic', {}, ANTHROPIC)).result).toEqual({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 7,
      model: 'mine',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: Math.ceil('Be brief.Hello'.length / 4), completion_tokens: 1, total_tokens: 5 },
    });
  });

  test('streamed: the role first, an empty delta with the reason last, usage when asked for', async () => {
    const piece = (text: string, finishReason?: string) => ({
      candidates: [{ content: { parts: [{ text }] }, finishReason }],
    });
    const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 3 };
    const answer = eventStream(piece('Hel'), piece('lo'), { ...piece('', 'MAX_TOKENS'), usageMetadata });
    const body = { stream: true, stream_options: { include_usage: true } };
    const common = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 7, model: 'mine' };
    expect((await translate('vertex-ai', body, answer)).result).toEqual([
      { ...common, choices: [{ index: 0, delta: { role: 'assistant', content: 'Hel' }, finish_reason: null }] },
      { ...common, choices: [{ index: 0, delta: { content: 'lo' }, finish_reason: null }] },
      { ...common, choices: [{ index: 0, delta: {}, finish_reason: 'length' }] },
      { ...common, choices: [], usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 } },
    ]);
  });

  test('tool calls out and their results in', async () => {
    const call = { id: 't1', type: 'function', function: { name: 'find', arguments: '{"q":1}' } };
    const body = {
      messages: [
        ...MESSAGES,
        { role: 'assistant', content: null, tool_calls: [call] },
        { role: 'tool', tool_call_id: 't1', content: '2' },
      ],
      tools: [
        { type: 'function', function: { name: 'find', parameters: { type: 'object' } } },
        { type: 'custom', custom: {} },
      ],
      tool_choice: { type: 'function', function: { name: 'find' } },
    };
    const answer = json({
      content: [{ type: 'tool_use', id: 't2', name: 'find', input: { q: 3 } }],
      stop_reason: 'tool_use',
    });
    const { sent, result } = await translate('anthropic', body, answer);
    expect(sent).toMatchObject({
      tools: [{ name: 'find', input_schema: { type: 'object' } }],
      tool_choice: { type: 'tool', name: 'find' },
      messages: [
        { role: 'user', content: 'Hello' },
        { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'find', input: { q: 1 } }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: '2' }] },
      ],
    });
    expect(result).toMatchObject({
      choices: [
        {
          message: {
            content: null,
            tool_calls: [{ id: 't2', type: 'function', function: { name: 'find', arguments: '{"q":3}' } }],
          },
          finish_reason: 'tool_calls',
        },
      ],
    });
  });

  test('a failure mid-stream keeps what came before', async () => {
    const answer = eventStream(
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'so far' } },
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    );
    const { url } = await serve(answer);
    const request = parseChatCompletionRequest({ messages: MESSAGES, stream: true });
    const model = createLanguageModel(settings({ type: 'anthropic', uri: url }), openUpstream());
    const envelope = { id: 'i', created: 7, model: 'mine', promptCharacters: 1 };
    const chunks = toChatCompletionChunks(model.generate(request, forever), envelope);
    expect((await chunks.next()).value).toMatchObject({ choices: [{ delta: { content: 'so far' } }] });
    expect(await failureOf(chunks.next())).toEqual({
      kind: 'invalid',
      reason: 'the upstream reported an error: Overloaded',
    });
  });
});
