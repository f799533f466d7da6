/** Calls as they happen, and calls that end before their time. */
import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { startForTest } from '../support/emulator.ts';
import { json, serve } from '../upstream/support/serve.ts';
import { notesOf } from './support/journal.ts';

/** Reads the live stream until `count` events have come. */
async function firstEvents(response: Response, count: number): Promise<Json[]> {
  let text = '';
  const events = () => [...text.matchAll(/^event:(\S+)\ndata:(.*)\n\n/gm)].map(([, , data]) => JSON.parse(data!));
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (events().length >= count) break;
  }
  return events();
}

test('one event when a call starts, one when it is over', async () => {
  const api = await startForTest();
  const live = await api.open('GET', '/_emulator/journal/live');
  expect(live.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  await api.get('/v2/llms');
  await api.get('/v2/corpora/none');
  const events = await firstEvents(live, 4);
  expect(events.map(({ type, entry }) => [type, entry.path, entry.status])).toEqual([
    ['started', '/v2/llms', undefined],
    ['finished', '/v2/llms', 200],
    ['started', '/v2/corpora/none', undefined],
    ['finished', '/v2/corpora/none', 404],
  ]);
});

test('a call that runs shows what it has got to, and who left', async () => {
  const api = await startForTest();
  let isTested = false;
  const upstream = await serve((response, request) => {
    if (!isTested) json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })(response, request);
    isTested = true;
  });
  await api.create('/v2/llms', { type: 'openai-compatible', name: 'silent', model: 'm', uri: upstream.url });
  const corpus = await createCorpus(api, ['Some text.']);
  const leaving = new AbortController();
  const body = { query: 'text', generation: { model_parameters: { llm_name: 'silent' } } };
  const asked = api.post(`/v2/corpora/${corpus}/query`, body, { signal: leaving.signal }).catch(() => 'left');
  const running = await api.read('/_emulator/journal/wait?operation=queryCorpus&state=running');
  expect(running).toMatchObject({ state: 'running', failed: false });
  expect(running.status).toBeUndefined();
  // The request has reached the upstream: its note is there by then.
  while (upstream.received.length < 2) await new Promise(setImmediate);
  const later = await api.read(`/_emulator/journal/${running.id}`);
  expect(later.request.body.query).toBe('text');
  expect(notesOf(later, 'upstream')[0].response).toBeUndefined();
  leaving.abort();
  expect(await asked).toBe('left');
  const left = await api.read('/_emulator/journal/wait?operation=queryCorpus');
  expect(left).toMatchObject({ id: running.id, client_left: true, failed: true });
  expect((await api.get(`/_emulator/journal/${left.id}/explain`)).text).toContain('The client closed the connection');
});

test('a failure inside a stream is a failure', async () => {
  const api = await startForTest();
  const corpus = await createCorpus(api, ['Some text.']);
  const generation = { prompt_template: '[{"role":"king","content":"x"}]' };
  await api.post(`/v2/corpora/${corpus}/query`, { query: 'text', generation, stream_response: true });
  const entry = await api.read('/_emulator/journal/wait?operation=queryCorpus&failed=true');
  expect(entry).toMatchObject({ status: 200, is_stream: true, errors: [expect.stringContaining('king')] });
});
