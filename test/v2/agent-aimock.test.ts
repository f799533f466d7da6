/** The two-step agent at aimock, an upstream that is not ours, in each dialect it speaks; and how aimock read what it was sent. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { startAimock } from '../upstream/support/aimock.ts';
import { asked, bearer, CLARIFIED, CLARIFY, capabilities, SEARCH, sessionWith, TYPES } from './support/two-steps.ts';

const live = emulatorForFile();

describe.each([
  ['openai-compatible', '/v1/chat/completions', 'gpt-4o', bearer],
  ['openai-responses', '/v1/responses', 'gpt-4.1', bearer],
  ['anthropic', '/v1/messages', 'claude-sonnet-4-5', bearer],
  ['vertex-ai', '/v1/projects/p/locations/l', 'gemini-3-pro', { type: 'api_key', api_key: 'secret-key' }],
  ['vertex-ai', '/v1beta', 'gemini-3-pro', { type: 'api_key', api_key: 'secret-key' }],
])('aimock as %s at %s', (type, path, model, auth) => {
  test.each([false, true])('reads the conversation as it was (stream: %s)', async (stream) => {
    const mock = await startAimock({ chunkSize: 5 });
    mock.onMessage('Hello', { content: 'Hi.' });
    const { name } = await live.create('/v2/llms', {
      name: uniqueName('llm'),
      type,
      model,
      auth,
      uri: mock.url + path,
      capabilities,
    });
    mock.clearRequests();
    mock.on({ systemMessage: CLARIFY }, { content: '{"topic":"refund"}' });
    mock.on(
      { systemMessage: SEARCH, hasToolResult: false },
      { content: 'I look.', toolCalls: [{ id: 'call_one', name: 'kb', arguments: '{"query":"refund"}' }] },
    );
    mock.on({ systemMessage: SEARCH, hasToolResult: true }, { content: '{"answer":"Five days."}' });
    const at = await sessionWith(live, name);
    const events = await asked(live, at, stream);
    expect(typesOf(events)).toEqual([...TYPES.slice(0, 3), 'agent_output', ...TYPES.slice(3)]);
    expect(events.at(-1)!.content).toEqual({ answer: 'Five days.' });
    const call = { id: 'call_one', type: 'function', function: { name: 'kb', arguments: '{"query":"refund"}' } };
    const called = [
      ...(type === 'openai-responses'
        ? [
            { role: 'assistant', content: 'I look.' },
            { role: 'assistant', content: null, tool_calls: [call] },
          ]
        : [{ role: 'assistant', content: 'I look.', tool_calls: [call] }]),
      { role: 'tool', tool_call_id: 'call_one', content: JSON.stringify(events[5]!.tool_output) },
    ];
    expect(mock.getRequests().map(({ body }) => (body as Json).messages)).toEqual([
      [{ role: 'system', content: CLARIFY }, CLARIFIED[0]],
      [{ role: 'system', content: SEARCH }, ...CLARIFIED],
      [{ role: 'system', content: SEARCH }, ...CLARIFIED, ...called],
    ]);
  });
});
