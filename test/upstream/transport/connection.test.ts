/** Hosts that cannot be reached, or do not speak HTTP. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createLanguageModel } from '../../../src/upstream/create-language-model.ts';
import { json, serve } from '../support/serve.ts';
import { ask, chunksOf, failureOf, openUpstream, settings } from '../support/upstream.ts';

const openAi = (uri: string, given = {}) => settings({ type: 'openai-compatible', uri, ...given });

const rawServer = async (onConnection: (socket: Socket) => void) => {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
};
const unreachable = async (uri: string) => {
  const failure = await failureOf(chunksOf(openAi(uri)));
  if (failure.kind !== 'unreachable') throw new Error(JSON.stringify(failure));
  return failure.reason;
};

test('refused', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  expect(await unreachable(`http://127.0.0.1:${port}/v1`)).toBe(`connection refused (127.0.0.1:${port})`);
  expect(await unreachable(`http://localhost:${port}/v1`)).toBe(`connection refused (localhost:${port})`);
});

test('unknown host', async () => {
  expect(await unreachable('http://no-such-host.invalid/v1')).toMatch(/^host not found.*\(no-such-host\.invalid\)$/);
});

test('a self-signed certificate', async () => {
  const pem = (name: string) =>
    readFileSync(new URL(`../../fixtures/upstream/self-signed-${name}.pem`, import.meta.url), 'utf8');
  const { url, received } = await serve(json({}), { key: pem('key'), cert: pem('certificate') });
  expect(await unreachable(url)).toBe(`TLS: certificate is self-signed (${new URL(url).host})`);
  expect(received).toEqual([]);
});

test('https to a port that speaks http, and http to one that speaks neither', async () => {
  const { url } = await serve(json({}));
  expect(await unreachable(url.replace('http:', 'https:'))).toMatch(/^TLS: the host does not speak TLS there/);
  const host = await rawServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
  expect(await unreachable(`http://${host}`)).toBe(`the host does not speak HTTP there (${host})`);
});

test('closed without an answer', async () => {
  const host = await rawServer((socket) => socket.on('data', () => socket.destroy()));
  expect(await unreachable(`http://${host}`)).toBe(`connection closed before the answer was complete (${host})`);
});

test('a URI or header that HTTP has no place for', async () => {
  expect(await unreachable('ftp://a.example/v1')).toBe('the URI or a header cannot be sent over HTTP (a.example)');
  const failure = await failureOf(chunksOf(openAi('http://127.0.0.1:1', { headers: { 'x-note': 'two\nlines' } })));
  expect(failure).toMatchObject({ kind: 'unreachable', reason: expect.stringMatching(/cannot be sent over HTTP/) });
});

test('an abort while the connection is still being made', async () => {
  const arrived = Promise.withResolvers<Socket>();
  const host = await rawServer(arrived.resolve);
  const controller = new AbortController();
  const answer = createLanguageModel(openAi(`https://${host}`), openUpstream())
    .generate(ask(), controller.signal)
    .next();
  const socket = await arrived.promise;
  controller.abort(new Error('the client left'));
  await expect(answer).rejects.toThrow('the client left');
  socket.destroy();
});
