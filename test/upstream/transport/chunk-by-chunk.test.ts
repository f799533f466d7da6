import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLanguageModel } from '../../../src/upstream/create-language-model.ts';
import type { ModelChunk } from '../../../src/upstream/language-model.ts';
import { relayChatCompletion } from '../../../src/upstream/relay-chat-completion.ts';
import type { UpstreamSettings } from '../../../src/upstream/upstream-settings.ts';
import { serve } from '../support/serve.ts';
import { ask, chunksOf, openUpstream, settings } from '../support/upstream.ts';

const forever = new AbortController().signal;

/** Sends one event, then waits until the reader says that it got it, so nothing can arrive in a bundle. */
async function serveInStep(events: object[]) {
  let acknowledge = () => {};
  const { url } = await serve(async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events) {
      const got = new Promise<void>((resolve) => {
        acknowledge = resolve;
      });
      response.write(`data: ${JSON.stringify(event)}\n\n`);
      await got;
    }
    response.end();
  });
  return { url, acknowledge: () => acknowledge() };
}

const openAi = ['a', 'b', 'c'].map((content) => ({ choices: [{ delta: { content } }] }));
const gemini = ['a', 'b', 'c'].map((text) => ({ candidates: [{ content: { parts: [{ text }] } }] }));
const anthropic = ['a', 'b', 'c'].map((text) => ({ type: 'content_block_delta', delta: { type: 'text_delta', text } }));

test.each<[UpstreamSettings['type'], object[], object]>([
  ['openai-compatible', openAi, { choices: [{ delta: {}, finish_reason: 'stop' }] }],
  ['vertex-ai', gemini, { candidates: [{ finishReason: 'STOP' }] }],
  ['anthropic', anthropic, { type: 'message_stop' }],
])('%s: each chunk arrives before the next is sent', async (type, deltas, last) => {
  const { url, acknowledge } = await serveInStep([...deltas, last]);
  const chunks: ModelChunk[] = [];
  const model = createLanguageModel(settings({ type, uri: url }), openUpstream());
  const stream = model.generate(ask({ stream: true }), forever);
  for (const text of ['a', 'b', 'c']) {
    const { value } = await stream.next();
    expect(value).toEqual({ type: 'text', text });
    acknowledge();
  }
  const finish = stream.next();
  // Gemini is finished by the end of its stream, the others by an event.
  setImmediate(acknowledge);
  const retry = setInterval(acknowledge, 5);
  expect((await finish).value).toMatchObject({ type: 'finish', reason: 'stop' });
  clearInterval(retry);
  chunks.length = 0;
});

test('the relay: each event arrives before the next is sent', async () => {
  const { url, acknowledge } = await serveInStep(openAi);
  const relayed = await relayChatCompletion(
    settings({ type: 'openai-compatible', uri: url }),
    { messages: [], stream: true },
    openUpstream(),
    forever,
  );
  if (relayed.kind !== 'stream') throw new Error('expected a stream');
  const events = relayed.data[Symbol.asyncIterator]();
  for (const event of openAi) {
    expect((await events.next()).value).toBe(JSON.stringify(event));
    acknowledge();
  }
});

test('however the network cuts a stream, the chunks are the same', async () => {
  const texts = ['Grüße', ' aus 東京 ', '🎉', ''];
  const events = [
    ': a comment\r\n\r\n',
    ...texts.map((content) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\r\n\r\n`),
    'event: x\nid: 7\ndata: {"choices":[{"delta":{},\ndata: "finish_reason":"stop"}]}\n\n',
    'data:[DONE]\n\n',
  ];
  const bytes = Buffer.from(events.join(''));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat({ max: bytes.length })), async (cuts) => {
      const borders = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const body = async function* () {
        for (let at = 1; at < borders.length; at += 1) yield bytes.subarray(borders[at - 1]!, borders[at]);
      };
      const fetch = async () => ({ status: 200, headers: {}, body: body() });
      const dependencies = { ...openUpstream(), fetch };
      const llm = settings({ type: 'openai-compatible', uri: 'http://unused.example' });
      expect(await chunksOf(llm, { stream: true }, dependencies)).toEqual([
        { type: 'text', text: 'Grüße' },
        { type: 'text', text: ' aus 東京 ' },
        { type: 'text', text: '🎉' },
        { type: 'finish', reason: 'stop', usage: undefined },
      ]);
    }),
  );
});
