import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { createCorpus } from '../support/corpus.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { parseEvents, summaryOf, typesOf } from '../support/stream-events.ts';
import { json, serve } from '../upstream/support/serve.ts';

/** An upstream that answers the test call, and later calls only when it is told to. */
async function heldUpstream() {
  let arrived = () => {};
  let release = () => {};
  const call = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const upstream = await serve(async (response, received) => {
    if (upstream.received.length === 1) return json({ choices: [{ message: { content: 'Hi' } }] })(response, received);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: {"choices":[{"delta":{"content":"Before "}}]}\n\n');
    arrived();
    await released;
    response.end('data: {"choices":[{"delta":{"content":"after."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
  });
  return { url: upstream.url, call, release, calls: () => upstream.received.length };
}

/** A streamed POST over a connection that the client would keep. */
async function post(url: string, body: unknown): Promise<{ text: Promise<string>; connection: string | undefined }> {
  const headers = { 'x-api-key': 'k', 'content-type': 'application/json' };
  const call = request(url, { method: 'POST', headers, agent: new Agent({ keepAlive: true }) });
  call.end(JSON.stringify(body));
  const [response] = await once(call, 'response');
  const text = (async () => {
    let all = '';
    for await (const chunk of response.setEncoding('utf8')) all += chunk;
    return all;
  })();
  return { text, connection: response.headers.connection };
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s: what is going on is finished, then it exits with 0', async (signal) => {
  const upstream = await heldUpstream();
  const dataDir = join(temporaryFolder(), 'data');
  const emulator = await startProcess(['--data-dir', dataDir]);
  await emulator.create('/v2/llms', { type: 'openai-compatible', name: 'held', model: 'm', uri: upstream.url });
  const corpus = await createCorpus(emulator, ['Hello there.'], 'c');
  const { text } = await post(`${emulator.url}/v2/query`, {
    query: 'hello',
    search: { corpora: [{ corpus_key: corpus }] },
    generation: { model_parameters: { llm_name: 'held' }, prompt_template: 'Say $vectaraQuery' },
    stream_response: true,
  });
  await upstream.call;

  emulator.child.kill(signal);
  await refusesConnections(emulator.url);
  expect(emulator.child.exitCode).toBeNull();
  const released = performance.now();
  upstream.release();
  const events = parseEvents(await text);
  expect(summaryOf(events)).toBe('Before after.');
  expect(typesOf(events).at(-1)).toBe('end');
  expect(await emulator.exited).toBe(0);
  expect(performance.now() - released).toBeLessThan(10_000);
  expect(existsSync(join(dataDir, 'default.sqlite-wal'))).toBe(false);
});

test('what would go on for longer than the grace ends with an error of its own kind', async () => {
  const upstream = await heldUpstream();
  const emulator = await startProcess(['--ephemeral', '--grace', '1']);
  await emulator.create('/v2/llms', { type: 'openai-compatible', name: 'held', model: 'm', uri: upstream.url });
  const corpus = await createCorpus(emulator, ['Hello there.'], 'c');
  const query = {
    query: 'hello',
    search: { corpora: [{ corpus_key: corpus }] },
    generation: { model_parameters: { llm_name: 'held' }, prompt_template: 'Say $vectaraQuery' },
  };
  const streamed = await post(`${emulator.url}/v2/query`, { ...query, stream_response: true });
  await upstream.call;
  const chat = { model: 'held', messages: [{ role: 'user', content: 'Hello' }], stream: true };
  const completed = await post(`${emulator.url}/v2/llms/chat/completions`, chat);
  const plain = emulator.post('/v2/query', query);
  const looked = await emulator.open('GET', '/_emulator/journal/live');
  await expect.poll(() => upstream.calls()).toBe(4);
  emulator.child.kill('SIGTERM');
  const events = parseEvents(await streamed.text);
  expect(typesOf(events).slice(-2)).toEqual(['error', 'end']);
  expect(events.at(-2)).toMatchObject({ messages: [expect.stringContaining('being stopped')] });
  expect(await completed.text).toMatch(/"error":.*being stopped/);
  expect(await plain).toMatchObject({ status: 503, body: { messages: [expect.stringContaining('being stopped')] } });
  await looked.text();
  expect(await emulator.exited).toBe(0);
});

/** Waits until nobody listens any more. */
async function refusesConnections(url: string): Promise<void> {
  for (;;) {
    const refused = await fetch(`${url}/_emulator/health`, { headers: { connection: 'close' } }).then(
      async (response) => void (await response.text()),
      () => true,
    );
    if (refused) return;
  }
}

test('open connections without a request do not hold it up', async () => {
  const emulator = await startProcess(['--ephemeral']);
  const agent = new Agent({ keepAlive: true });
  const call = request(`${emulator.url}/_emulator/health`, { agent }).end();
  const [response] = await once(call, 'response');
  for await (const _ of response);
  const started = performance.now();
  emulator.child.kill('SIGTERM');
  expect(await emulator.exited).toBe(0);
  expect(performance.now() - started).toBeLessThan(10_000);
  agent.destroy();
});

test('a second signal ends it at once', async () => {
  const upstream = await heldUpstream();
  const emulator = await startProcess(['--ephemeral']);
  await emulator.create('/v2/llms', { type: 'openai-compatible', name: 'held', model: 'm', uri: upstream.url });
  const body = { model: 'held', messages: [{ role: 'user', content: 'x' }], stream: true };
  const { text } = await post(`${emulator.url}/v2/llms/chat/completions`, body);
  text.catch(() => {});
  await upstream.call;
  emulator.child.kill('SIGTERM');
  await refusesConnections(emulator.url);
  emulator.child.kill('SIGTERM');
  expect(await emulator.exited).toBe(1);
});

test('ending npm ends what npm started', async () => {
  const npm = spawn('npm', ['start', '--silent', '--', '--port', '0', '--ephemeral'], {
    cwd: PACKAGE_ROOT,
    stdio: 'pipe',
  });
  const closed = once(npm, 'close');
  let printed = '';
  const url = await new Promise<string>((resolve) => {
    npm.stdout.on('data', (text) => {
      printed += text;
      const found = /API\s+(http:\S+)/.exec(printed)?.[1];
      if (found) resolve(found);
    });
  });
  npm.kill('SIGTERM');
  await refusesConnections(url);
  // Its output is closed only once nothing is left that could write to it.
  await closed;
});
