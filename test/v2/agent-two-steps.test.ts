/**
 * One agent, which clarifies in a schema, then searches and answers in another: offline, scripted and with each provider
 * simulated; and what its model was sent, message by message.
 */
import { describe, expect, test } from 'vitest';
import { agentsFor } from '../support/agents.ts';
import type { Client, Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { createServiceAccount } from '../upstream/support/service-account.ts';
import {
  ANSWER,
  asked,
  bearer,
  CLARIFIED,
  CLARIFY,
  capabilities,
  HAND_OVER,
  INTENT,
  QUESTION,
  SEARCH,
  sessionWith,
  TYPES,
} from './support/two-steps.ts';

const live = emulatorForFile();
const simulated = emulatorForFile({ upstream: 'simulate' });

/** What the turn's journal entry has of models and upstreams. */
async function noted(api: Client, at: string, kind: 'model' | 'upstream'): Promise<Json[]> {
  const query = new URLSearchParams({ operation: 'createAgentInput', path: at });
  const { notes } = await api.read(`/_emulator/journal/wait?${query}`);
  return notes[0].notes.filter((note: Json) => note.kind === kind);
}

const outputIn = ([, , , , { tool_output }]: Json[]) => JSON.stringify(tool_output);

describe.each([false, true])('streamed: %s', (stream) => {
  test('offline it searches and answers from what it finds', async () => {
    const at = await sessionWith(live, 'gpt-4o');
    const events = await asked(live, at, stream);
    expect(typesOf(events)).toEqual(TYPES);
    expect(events.map(({ content }) => content)).toEqual([
      undefined,
      { topic: 'refund' },
      HAND_OVER,
      undefined,
      undefined,
      { answer: expect.stringContaining('A refund takes five days.') },
    ]);
  });

  test('scripted it says what it is told to', async () => {
    const at = await sessionWith(live, 'gpt-4o');
    const call = { id: 'call_1', name: 'kb', arguments: { query: 'refund' } };
    await agentsFor(live).scripted(
      at,
      { json: { topic: 'refund' } },
      { tool_calls: [call] },
      { json: { answer: 'Five.' } },
    );
    const events = await asked(live, at, stream);
    expect(typesOf(events)).toEqual(TYPES);
    expect(events.at(-1)!.content).toEqual({ answer: 'Five.' });
    const sent = (await noted(live, at, 'model')).map(({ messages }) => messages);
    const found = [
      { role: 'assistant', content: '', toolCalls: [{ ...call, arguments: '{"query":"refund"}' }] },
      { role: 'tool', toolCallId: 'call_1', content: outputIn(events) },
    ];
    expect(sent).toEqual([
      [{ role: 'system', content: CLARIFY }, CLARIFIED[0]],
      [{ role: 'system', content: SEARCH }, ...CLARIFIED],
      [{ role: 'system', content: SEARCH }, ...CLARIFIED, ...found],
    ]);
  });
});

const { keyJson } = await createServiceAccount();
const google = 'https://generativelanguage.googleapis.com/v1beta/models';
const vertex = 'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4';
const openAi = 'https://api.openai.com/v1';

/** What was called, and what came of it. */
interface Found {
  id: string;
  args: Json;
  output: string;
}

type Sent = [first: Json, second: Json, third: Json];

function toOpenAi({ id, args, output }: Found): Sent {
  const called = { id, type: 'function', function: { name: 'kb', arguments: JSON.stringify(args) } };
  const format = (name: string, schema: object) => ({ type: 'json_schema', json_schema: { name, schema } });
  const searching = {
    response_format: format('answer', ANSWER),
    tools: [{ type: 'function', function: expect.objectContaining({ name: 'kb' }) }],
  };
  return [
    { messages: [{ role: 'system', content: CLARIFY }, CLARIFIED[0]], response_format: format('intent', INTENT) },
    { messages: [{ role: 'system', content: SEARCH }, ...CLARIFIED], ...searching },
    {
      messages: [
        { role: 'system', content: SEARCH },
        ...CLARIFIED,
        { role: 'assistant', content: null, tool_calls: [called] },
        { role: 'tool', tool_call_id: id, content: output },
      ],
      ...searching,
    },
  ];
}

function toResponses({ id, args, output }: Found): Sent {
  const text = (name: string, schema: object) => ({ format: { type: 'json_schema', name, schema } });
  const searching = {
    text: text('answer', ANSWER),
    include: ['reasoning.encrypted_content'],
    tools: [expect.objectContaining({ type: 'function', name: 'kb', strict: false })],
  };
  return [
    { input: [{ role: 'system', content: CLARIFY }, CLARIFIED[0]], text: text('intent', INTENT) },
    { input: [{ role: 'system', content: SEARCH }, ...CLARIFIED], ...searching },
    {
      input: [
        { role: 'system', content: SEARCH },
        ...CLARIFIED,
        expect.objectContaining({ type: 'reasoning', encrypted_content: expect.any(String) }),
        { type: 'function_call', call_id: id, name: 'kb', arguments: JSON.stringify(args) },
        { type: 'function_call_output', call_id: id, output },
      ],
      ...searching,
    },
  ];
}

function toAnthropic({ id, args, output }: Found): Sent {
  const config = (schema: object) => ({ format: { type: 'json_schema', schema } });
  const tools = [expect.objectContaining({ name: 'kb', input_schema: expect.objectContaining({ type: 'object' }) })];
  const searching = { system: SEARCH, output_config: config(ANSWER), tools };
  return [
    { system: CLARIFY, messages: [CLARIFIED[0]], output_config: config(INTENT) },
    { messages: CLARIFIED, ...searching },
    {
      messages: [
        ...CLARIFIED,
        { role: 'assistant', content: [{ type: 'tool_use', id, name: 'kb', input: args }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content: output }] },
      ],
      ...searching,
    },
  ];
}

function toGemini({ args, output }: Found): Sent {
  const clarified = [
    { role: 'user', parts: [{ text: QUESTION }] },
    { role: 'model', parts: [{ text: '{"topic":"refund"}' }] },
    { role: 'user', parts: [{ text: HAND_OVER }] },
  ];
  const config = (responseJsonSchema: object) => ({ responseMimeType: 'application/json', responseJsonSchema });
  const searching = {
    systemInstruction: { parts: [{ text: SEARCH }] },
    generationConfig: config(ANSWER),
    tools: [{ functionDeclarations: [expect.objectContaining({ name: 'kb' })] }],
  };
  const functionCall = { name: 'kb', args };
  const functionResponse = { name: 'kb', response: JSON.parse(output) };
  return [
    {
      systemInstruction: { parts: [{ text: CLARIFY }] },
      contents: [clarified[0]],
      generationConfig: config(INTENT),
    },
    { contents: clarified, ...searching },
    {
      contents: [
        ...clarified,
        { role: 'model', parts: [{ functionCall, thoughtSignature: expect.any(String) }] },
        { role: 'user', parts: [{ functionResponse }] },
      ],
      ...searching,
    },
  ];
}

describe.each<[name: string, (found: Found) => Sent, llm: object]>([
  [
    'Chat Completions',
    toOpenAi,
    { type: 'openai-compatible', model: 'gpt-4o', uri: `${openAi}/chat/completions`, auth: bearer },
  ],
  ['Responses', toResponses, { type: 'openai-responses', model: 'gpt-5', uri: `${openAi}/responses`, auth: bearer }],
  ['Anthropic', toAnthropic, { type: 'anthropic', model: 'claude-sonnet-4-5', auth: bearer }],
  [
    'Gemini',
    toGemini,
    { type: 'vertex-ai', model: 'gemini-3-pro', uri: google, auth: { type: 'api_key', api_key: 'secret-key' } },
  ],
  [
    'Vertex AI',
    toGemini,
    { type: 'vertex-ai', model: 'gemini-3-pro', uri: vertex, auth: { type: 'service_account', key_json: keyJson } },
  ],
])('simulated %s', (_, sentTo, llm) => {
  test.each([false, true])('is sent the conversation, and answers from what was found (stream: %s)', async (stream) => {
    const { name } = await simulated.create('/v2/llms', { name: uniqueName('llm'), ...llm, capabilities });
    const at = await sessionWith(simulated, name);
    const events = await asked(simulated, at, stream);
    expect(typesOf(events)).toEqual(TYPES);
    const [, intent, , call, , answer] = events as [Json, Json, Json, Json, Json, Json];
    expect([intent.content, call.tool_input]).toEqual([{ topic: 'refund' }, { query: QUESTION }]);
    expect(answer.content).toEqual({ answer: expect.stringContaining('A refund takes five days.') });
    const bodies = (await noted(simulated, at, 'upstream')).flatMap(({ request: { body } }) => body ?? []);
    const expected = sentTo({ id: call.tool_call_id, args: call.tool_input, output: outputIn(events) });
    expect(bodies).toHaveLength(3);
    for (const [index, sent] of expected.entries()) {
      const { model, max_tokens, stream: _, stream_options, anthropic_version, include = [], ...rest } = bodies[index];
      const asks = include.length > 0 ? { include } : {};
      expect({ ...rest, ...asks }).toEqual(sent);
    }
  });
});

test('where simulated Anthropic refuses a schema, a tool takes the answer', async () => {
  const llm = { type: 'anthropic', model: 'claude-sonnet-4-5', auth: bearer, capabilities };
  const { name } = await simulated.create('/v2/llms', { name: uniqueName('llm'), ...llm });
  const at = await sessionWith(simulated, name, { ...ANSWER, additionalProperties: true });
  const events = await asked(simulated, at, false);
  expect(typesOf(events)).toEqual(TYPES);
  expect(events.at(-1)!.content).toEqual({ answer: expect.stringContaining('A refund takes five days.') });
  const statuses = (await noted(simulated, at, 'upstream')).map(({ response }) => response.status);
  expect(statuses).toEqual([200, 400, 200, 400, 200]);
});
