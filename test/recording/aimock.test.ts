import { LLMock } from '@copilotkit/aimock';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTokenStore } from '../../src/upstream/auth/tokens.ts';
import type { UpstreamFetch } from '../../src/upstream/network/upstream-fetch.ts';
import { relayChatCompletion } from '../../src/upstream/relay-chat-completion.ts';
import type { UpstreamSettings } from '../../src/upstream/upstream-settings.ts';
import { BEDROCK } from '../upstream/support/simulate.ts';
import { chunksOf, failureOf, settings, textOfChunks } from '../upstream/support/upstream.ts';
import { filesIn, network, newFolder, openRecorder, tap, textOfFiles } from './support/recorder.ts';

/** An upstream that is not ours, and can be stopped before the test ends. */
async function startAimock() {
  const mock = await LLMock.create({ host: '127.0.0.1', port: 0, logLevel: 'silent', chunkSize: 3 });
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= mock.stop());
  onTestFinished(stop);
  return { url: mock.url, onMessage: mock.onMessage.bind(mock), stop };
}

const through = (fetch: UpstreamFetch) => ({ fetch, tokens: createTokenStore(Date.now), now: Date.now });

type Provider = (url: string) => UpstreamSettings;
const PROVIDERS: [string, Provider][] = [
  [
    'chat completions',
    (url) =>
      settings({
        type: 'openai-compatible',
        model: 'gpt-4o',
        uri: `${url}/v1/chat/completions`,
        auth: { type: 'bearer', token: 'sk-secret-one' },
      }),
  ],
  ['responses', (url) => settings({ type: 'openai-responses', model: 'gpt-4.1', uri: `${url}/v1/responses` })],
  [
    'Anthropic',
    (url) =>
      settings({
        type: 'anthropic',
        model: 'claude-3-7-sonnet',
        uri: `${url}/v1/messages`,
        auth: { type: 'header', header: 'x-api-key', value: 'sk-ant-secret' },
      }),
  ],
  [
    'Gemini',
    (url) =>
      settings({
        type: 'vertex-ai',
        model: 'gemini-2.5-flash',
        uri: `${url}/v1beta`,
        auth: { type: 'api_key', api_key: 'AIza-secret' },
      }),
  ],
  [
    'Claude on Bedrock',
    (url) => settings({ type: 'anthropic', model: 'anthropic.claude-v2:0', uri: url, auth: BEDROCK }),
  ],
];

describe.each(PROVIDERS)('%s', (_name, provider) => {
  test.each([true, false])('replays what was recorded, byte for byte (stream: %s)', async (stream) => {
    const mock = await startAimock();
    mock.onMessage('Hello', { content: 'Grüße aus Zürich 🎈 and more' });
    const folder = newFolder();
    const llm = provider(mock.url);

    const live = tap(openRecorder({ mode: 'record', folder, inner: network() }).fetch);
    const recorded = await chunksOf(llm, { stream }, through(live.fetch));
    expect(textOfChunks(recorded)).toBe('Grüße aus Zürich 🎈 and more');
    expect(filesIn(folder)).toHaveLength(1);
    await mock.stop();

    const dead = tap(openRecorder({ mode: 'replay', folder }).fetch);
    const replayed = await chunksOf(llm, { stream }, through(dead.fetch));
    expect(replayed).toEqual(recorded);
    expect(dead.chunks).toEqual(live.chunks);
    expect(textOfFiles(folder)).not.toContain('secret');
  });
});

test('a relayed stream, too', async () => {
  const mock = await startAimock();
  mock.onMessage('Hello', { content: 'one two three' });
  const folder = newFolder();
  const llm = PROVIDERS[0]![1](mock.url);
  const body = { stream: true, messages: [{ role: 'user', content: 'Hello' }] };
  const relay = async (fetch: UpstreamFetch) => {
    const relayed = await relayChatCompletion(llm, body, through(fetch), new AbortController().signal);
    return relayed.kind === 'stream' ? Array.fromAsync(relayed.data) : [];
  };
  const recorded = await relay(openRecorder({ mode: 'record', folder, inner: network() }).fetch);
  await mock.stop();
  expect(recorded.at(-1)).toBe('[DONE]');
  expect(await relay(openRecorder({ mode: 'replay', folder }).fetch)).toEqual(recorded);
});

test('what has no recording fails as an upstream that cannot be reached, naming the nearest', async () => {
  const mock = await startAimock();
  mock.onMessage('Hello', { content: 'Hi' });
  const folder = newFolder();
  const llm = PROVIDERS[0]![1](mock.url);
  await chunksOf(llm, {}, through(openRecorder({ mode: 'record', folder, inner: network() }).fetch));
  const messages = [{ role: 'user' as const, content: 'Hello, sk-secret-one' }];
  const failure = await failureOf(chunksOf(llm, { messages }, through(openRecorder({ mode: 'replay', folder }).fetch)));
  const id = filesIn(folder)[0]!.replace('.json', '');
  expect(failure).toEqual({
    kind: 'unreachable',
    reason: `no recording answers this request (openai-chat, gpt-4o, "Hello, *************"); the nearest of 1: 1. ${id}: messages[0].content is "Hello, *************", recorded "Hello"`,
  });
});
