import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, summaryOf, typesOf } from '../support/stream-events.ts';
import { json, serve } from '../upstream/support/serve.ts';

const api = emulatorForFile();
const COMPLETION = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };
const EXPIRED = 'DEADLINE_EXCEEDED: The request exceeded the specified timeout.';

/** An LLM whose upstream answers the test call and keeps every later call waiting; resolves when one was dropped. */
async function silentLlm() {
  let dropped: Promise<unknown> = Promise.resolve();
  const upstream = await serve((response, request) => {
    if (upstream.received.length === 1) return json(COMPLETION)(response, request);
    dropped = once(response, 'close');
    if (!JSON.parse(request.body).stream) return;
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"choices":[{"delta":{"content":"So far"}}]}\n\n');
  });
  const name = uniqueName('silent');
  await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri: upstream.url });
  return { name, dropped: () => dropped };
}

const query = (corpus: string, llm: string) => ({
  query: 'hello',
  search: { corpora: [{ corpus_key: corpus }] },
  generation: { model_parameters: { llm_name: llm }, prompt_template: 'Say $vectaraQuery' },
});

describe('expiry', () => {
  test.each([
    ['Request-Timeout-Millis', { 'request-timeout-millis': '150' }],
    ['the smaller of both', { 'request-timeout': '60', 'request-timeout-millis': '150' }],
    ['Request-Timeout', { 'request-timeout': '1', 'request-timeout-millis': '60000' }],
  ])('%s: 408, and the upstream call is ended', async (_, headers) => {
    const { name, dropped } = await silentLlm();
    const corpus = await createCorpus(api, ['Hello there.']);
    const answer = await api.post('/v2/query', query(corpus, name), { headers });
    expect(answer.status).toBe(408);
    expect(answer.body).toEqual({ messages: [EXPIRED], request_id: expect.any(String) });
    await dropped();
  });

  test('chat completions', async () => {
    const { name, dropped } = await silentLlm();
    const body = { model: name, messages: [{ role: 'user', content: 'x' }] };
    const answer = await api.post('/v2/llms/chat/completions', body, { headers: { 'request-timeout-millis': '150' } });
    expect([answer.status, answer.body.messages]).toEqual([408, [EXPIRED]]);
    await dropped();
  });

  test('the connection test of a registration', async () => {
    const upstream = await serve(() => {});
    const body = { type: 'openai-compatible', name: uniqueName('late'), model: 'm', uri: upstream.url };
    const answer = await api.post('/v2/llms', body, { headers: { 'request-timeout-millis': '150' } });
    expect([answer.status, answer.body.messages]).toEqual([408, [EXPIRED]]);
    expect((await api.get(`/v2/llms/${body.name}`)).status).toBe(404);
  });

  test('in a stream that has started: an error event, then end', async () => {
    const { name, dropped } = await silentLlm();
    const corpus = await createCorpus(api, ['Hello there.']);
    const body = { ...query(corpus, name), stream_response: true };
    const answer = await api.post('/v2/query', body, { headers: { 'request-timeout-millis': '300' } });
    const events = parseEvents(answer.text);
    expect(typesOf(events)).toEqual(['search_results', 'generation_chunk', 'error', 'end']);
    expect(summaryOf(events)).toBe('So far');
    expect(events.at(-2).messages).toEqual([EXPIRED]);
    await dropped();
  });
});

test.each(['0', '-1', '1.5', 'soon', ''])('a timeout of "%s" is refused', async (value) => {
  for (const header of ['Request-Timeout', 'Request-Timeout-Millis']) {
    const answer = await api.get('/v2/llms', { headers: { [header]: value } });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toEqual([`header.${header}`]);
  }
});

test('a generous timeout changes nothing', async () => {
  for (const value of ['1', '30', '99999999999']) {
    expect((await api.get('/v2/llms', { headers: { 'request-timeout': value } })).status).toBe(200);
  }
});
