/** Upstreams that answer with JSON of any shape: text, or a failure of the upstream, never one of ours. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTokenStore } from '../../../src/upstream/auth/tokens.ts';
import type { ModelChunk } from '../../../src/upstream/language-model.ts';
import { UpstreamError } from '../../../src/upstream/upstream-error.ts';
import type { UpstreamSettings } from '../../../src/upstream/upstream-settings.ts';
import { chunksOf, settings } from '../support/upstream.ts';

const call = { id: 'c', function: { name: 'f', arguments: '{}' } };
const PLAIN: Record<UpstreamSettings['type'], object> = {
  'openai-compatible': {
    choices: [{ message: { content: 'Hi', tool_calls: [call] }, finish_reason: 'stop' }],
    usage: {},
  },
  'openai-responses': {
    status: 'completed',
    output: [
      { type: 'message', content: [{ type: 'output_text', text: 'Hi' }] },
      { type: 'function_call', name: 'f', arguments: '{}' },
    ],
    usage: {},
  },
  'vertex-ai': {
    candidates: [
      { content: { parts: [{ text: 'Hi' }, { functionCall: { name: 'f', args: {} } }] }, finishReason: 'STOP' },
    ],
    usageMetadata: {},
    promptFeedback: {},
  },
  anthropic: {
    content: [
      { type: 'text', text: 'Hi' },
      { type: 'tool_use', id: 't', name: 'f', input: {} },
    ],
    stop_reason: 'end_turn',
    usage: {},
  },
};
const STREAMED: Record<UpstreamSettings['type'], object[]> = {
  'openai-compatible': [
    { choices: [{ delta: { content: 'Hi', tool_calls: [{ index: 0, ...call }] }, finish_reason: 'stop' }] },
  ],
  'openai-responses': [],
  'vertex-ai': [PLAIN['vertex-ai']],
  anthropic: [
    { type: 'message_start', message: { usage: {} } },
    { type: 'content_block_start', index: 0, content_block: { type: 'tool_use', id: 't', name: 'f' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{}' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} },
    { type: 'message_stop' },
  ],
};

/** Every place inside a value, as paths. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsOf(member, [...path, key]))];
}

function withAt(value: unknown, [key, ...rest]: string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = withAt(copy[key], rest, replacement);
  return copy;
}

const wrong = fc.oneof(
  fc.constantFrom(null, 5, 'x', true, [], {}, [null], [[]], { error: null }, { toString: null }),
  fc.jsonValue({ maxDepth: 2 }),
);

const answering = (type: string, text: string) => async () => ({
  status: 200,
  headers: { 'content-type': type },
  body: (async function* () {
    yield Buffer.from(text);
  })(),
});

test.each(Object.keys(PLAIN) as UpstreamSettings['type'][])('%s', async (type) => {
  const attempt = async (contentType: string, text: string, stream: boolean) => {
    const dependencies = { fetch: answering(contentType, text), tokens: createTokenStore(Date.now), now: Date.now };
    const of = settings({ type, uri: 'http://llm.example/v1' });
    const outcome = await chunksOf(of, { stream }, dependencies).catch((error: unknown) => error);
    if (outcome instanceof UpstreamError) return;
    expect(outcome, String((outcome as Error).stack)).toBeInstanceOf(Array);
    for (const chunk of outcome as ModelChunk[]) {
      if (chunk.type === 'text') expect(chunk.text).toBeTypeOf('string');
      if (chunk.type === 'tool_call') expect(chunk.arguments).toBeTypeOf('string');
    }
  };
  const places = pathsOf(PLAIN[type]);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), wrong, (path, value) =>
      attempt('application/json', JSON.stringify(withAt(PLAIN[type], path, value)), false),
    ),
    { numRuns: 150 },
  );
  const events = STREAMED[type];
  if (events.length === 0) return;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...pathsOf(events)), wrong, (path, value) => {
      const damaged = withAt(events, path, value);
      const list = Array.isArray(damaged) ? damaged : [damaged];
      return attempt('text/event-stream', list.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''), true);
    }),
    { numRuns: 150 },
  );
});
