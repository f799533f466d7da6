/** An upstream that fails, from the registration to what the client is told. Each way it can fail is one test. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from './support/client.ts';
import { createCorpus } from './support/corpus.ts';
import { emulatorForFile, uniqueName } from './support/emulator.ts';
import { parseEvents, summaryOf, typesOf } from './support/stream-events.ts';
import { type Answer, json, serve } from './upstream/support/serve.ts';

const api = emulatorForFile();
let corpus = '';
beforeAll(async () => {
  corpus = await createCorpus(api, ['Bees make honey.']);
});

const KEY = 'sk-upstream-key-1';
const COMPLETION = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };

/** A registered LLM whose upstream passes the connection test and behaves as told from then on. */
async function llmThat(behave: Answer, given: Json = {}) {
  let answer: Answer = json(COMPLETION);
  const upstream = await serve((response, request) => answer(response, request));
  const llm = {
    type: 'openai-compatible',
    name: uniqueName('failing'),
    model: 'm',
    uri: upstream.url,
    auth: { type: 'bearer', token: KEY },
    ...given,
  };
  await api.create('/v2/llms', llm);
  answer = behave;
  return { ...upstream, name: llm.name };
}

const query = (llm_name: string, stream_response: boolean) => ({
  query: 'honey',
  search: { corpora: [{ corpus_key: corpus }] },
  generation: { model_parameters: { llm_name }, prompt_template: 'Say $vectaraQuery' },
  stream_response,
});

/** What all ways to ask are told: the message is one, whatever carries it. Resolves to it. */
async function toldEverywhere(name: string, chunksBefore = 0): Promise<string> {
  const [plain, streamed, completion] = await Promise.all([
    api.post('/v2/query', query(name, false)),
    api.post('/v2/query', query(name, true)),
    api.post('/v2/llms/chat/completions', { model: name, messages: [{ role: 'user', content: 'x' }] }),
  ]);
  expect([plain.status, Object.keys(plain.body)]).toEqual([500, ['messages', 'request_id']]);
  const events = parseEvents(streamed.text);
  const chunks = Array.from({ length: chunksBefore }, () => 'generation_chunk');
  expect(typesOf(events)).toEqual(['search_results', ...chunks, 'error', 'end']);
  expect(events.at(-2).messages).toEqual(plain.body.messages);

  expect([completion.status, Object.keys(completion.body)]).toEqual([500, ['messages', 'request_id']]);
  const [message] = plain.body.messages;
  const prefix = 'INTERNAL: Failed to generate summary: ';
  expect(message.startsWith(prefix), message).toBe(true);
  expect(completion.body.messages).toEqual([message.replace(prefix, 'INTERNAL: Failed to generate completion: ')]);
  expect(plain.text + completion.text + JSON.stringify(events)).not.toContain(KEY);
  return message.slice(prefix.length);
}

describe('refusals', () => {
  test.each([401, 429, 500])('HTTP %d', async (status) => {
    const { name } = await llmThat(json({ error: { message: `No, ${KEY} is not enough.` } }, status));
    expect(await toldEverywhere(name)).toBe(`LLM '${name}' returned HTTP ${status}: No, **** is not enough.`);
  });

  test('one call each: nothing is tried again', async () => {
    const { name, received } = await llmThat(json({ error: { message: 'Later.' } }, 429));
    await api.post('/v2/query', query(name, false));
    expect(received).toHaveLength(2);
  });

  test('HTML instead of JSON', async () => {
    const { name } = await llmThat((response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><h1>Gateway</h1>'),
    );
    const text = `Failed to generate summary: LLM '${name}' returned an invalid response`;
    const plain = await api.post('/v2/query', query(name, false));
    expect([plain.status, plain.body.messages[0]]).toEqual([500, expect.stringContaining(text)]);
    const events = parseEvents((await api.post('/v2/query', query(name, true))).text);
    expect(typesOf(events)).toEqual(['search_results', 'error', 'end']);
    expect(events[1].messages[0]).toContain(text);
  });

  test('an HTML page with an error status', async () => {
    const { name } = await llmThat((response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end('<html><h1>502 Bad Gateway</h1></html>'),
    );
    expect(await toldEverywhere(name)).toContain(`LLM '${name}' returned HTTP 502: `);
  });
});

describe('no connection', () => {
  test('refused', async () => {
    const { name, server } = await llmThat(json(COMPLETION));
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    expect(await toldEverywhere(name)).toMatch(new RegExp(`^LLM '${name}' could not be reached: connection refused`));
  });

  test('TLS that cannot be trusted', async () => {
    const fixtures = join(import.meta.dirname, 'fixtures/upstream');
    const key = readFileSync(join(fixtures, 'self-signed-key.pem'), 'utf8');
    const cert = readFileSync(join(fixtures, 'self-signed-certificate.pem'), 'utf8');
    const { url, received } = await serve(json(COMPLETION), { key, cert });
    const answer = await api.post('/v2/llms', { type: 'openai-compatible', name: 'tls', model: 'm', uri: url });
    expect(answer.status).toBe(400);
    expect(answer.body.messages[0]).toMatch(/^Failed to connect to the LLM: .*certificate/);
    expect(received).toHaveLength(0);
  });

  test('https to a server that speaks none', async () => {
    const { url } = await serve(json(COMPLETION));
    const uri = url.replace('http:', 'https:');
    const answer = await api.post('/v2/llms', { type: 'openai-compatible', name: 'no-tls', model: 'm', uri });
    expect([answer.status, answer.body.messages[0]]).toEqual([400, expect.stringMatching(/TLS|SSL/i)]);
  });
});

const start = (response: ServerResponse, text = 'So far') => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(`data: ${JSON.stringify({ choices: [{ delta: { content: text } }] })}\n\n`);
};

describe('a stream that breaks off', () => {
  test('cut mid-stream: what came stays, then error and end', async () => {
    const { name } = await llmThat((response) => {
      start(response);
      response.write('data: {"choi', () => response.destroy());
    });
    const events = parseEvents((await api.post('/v2/query', query(name, true))).text);
    expect(typesOf(events)).toEqual(['search_results', 'generation_chunk', 'error', 'end']);
    expect(summaryOf(events)).toBe('So far');
    expect(events[2].messages[0]).toContain(`Failed to generate summary: LLM '${name}'`);
  });

  test('cut mid-stream, in a chat completion: an error object, then [DONE]', async () => {
    const { name } = await llmThat((response) => {
      start(response);
      response.write('data: {"choi', () => response.destroy());
    });
    const body = { model: name, messages: [{ role: 'user', content: 'x' }], stream: true };
    const { status, text } = await api.post('/v2/llms/chat/completions', body);
    const lines = text.split('\n\n');
    expect([status, lines.length, lines.slice(2)]).toEqual([200, 4, ['data: [DONE]', '']]);
    expect(JSON.parse(lines[0]!.slice(6)).choices[0].delta.content).toBe('So far');
    expect(JSON.parse(lines[1]!.slice(6)).error.message).toContain(`Failed to generate completion: LLM '${name}'`);
  });

  test('silent past the idle timeout', async () => {
    const silent: Answer = (response, { body }) => {
      if (JSON.parse(body).stream) start(response);
    };
    const { name } = await llmThat(silent, { idle_timeout_seconds: 1 });
    expect(await toldEverywhere(name, 1)).toBe(`LLM '${name}' sent no data for 1 seconds`);
  });
});

describe('a client that leaves', () => {
  test.each([
    ['a streamed query', '/v2/query', (name: string) => query(name, true)],
    ['a plain query', '/v2/query', (name: string) => query(name, false)],
    [
      'a streamed completion',
      '/v2/llms/chat/completions',
      (model: string) => ({ model, messages: [{ role: 'user', content: 'x' }], stream: true }),
    ],
  ])('%s: the upstream connection is closed', async (_, path, body) => {
    const calls: Promise<unknown>[] = [];
    let arrived = () => {};
    const call = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { name } = await llmThat((response, request) => {
      if (JSON.parse(request.body).stream) start(response);
      calls.push(once(response, 'close'));
      arrived();
    });
    const leave = new AbortController();
    const answer = api
      .open('POST', path, body(name), { signal: leave.signal })
      .then((response) => response.text())
      .catch((error: Error) => error.name);
    await call;
    leave.abort();
    expect(await answer).toBe('AbortError');
    expect(calls).toHaveLength(1);
    await calls[0];
    expect((await api.get('/v2/llms?limit=1')).status).toBe(200);
  });
});

test('chunks are passed on one by one: each is read before the upstream writes the next', async () => {
  const words = ['One ', 'two ', 'three ', 'four.'];
  let next = () => {};
  const { name } = await llmThat(async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const content of words) {
      const read = new Promise<void>((resolve) => {
        next = resolve;
      });
      response.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`);
      await read;
    }
    response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
  });
  const response = await api.open('POST', '/v2/query', query(name, true));
  let text = '';
  const arrived: string[] = [];
  for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const chunks = [...text.matchAll(/^data:(\{"type":"generation_chunk".*\})$/gm)].map(([, data]) =>
      JSON.parse(data!),
    );
    if (chunks.length === arrived.length) continue;
    // Never two at once: the upstream has not written more.
    expect(chunks).toHaveLength(arrived.length + 1);
    arrived.push(chunks.at(-1).generation_chunk);
    next();
  }
  expect(arrived).toEqual(words);
});
