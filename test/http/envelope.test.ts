/** Whatever is asked, however it is put: the answer has the envelope, and nothing is taken for something else. */
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });

/** What comes back for the lines of a request, sent as they are. */
async function raw(lines: string[]): Promise<{ status: number; body: { messages: string[]; request_id: string } }> {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  let text = '';
  for await (const chunk of socket) text += chunk;
  return { status: Number(text.split(' ')[1]), body: JSON.parse(text.slice(text.indexOf('{'))) };
}

const HOST = 'Host: 127.0.0.1';
const END = 'Connection: close';

test.each<[string, number, string[]]>([
  ['an unknown path', 404, ['GET /nope HTTP/1.1', HOST, END]],
  ['an unknown page of the documents', 404, ['GET /docs/nope HTTP/1.1', HOST, END]],
  ['an unknown file of the console', 404, ['GET /console/nope.js HTTP/1.1', HOST, END]],
  ['an expectation nobody knows', 417, ['GET /v2/corpora HTTP/1.1', HOST, 'x-api-key: k', 'Expect: more', END]],
  ['no Host', 400, ['GET /v2/corpora HTTP/1.1', 'x-api-key: k', END]],
  ['a method nobody knows', 400, ['FETCH /v2/corpora HTTP/1.1', HOST, END]],
  ['a proxy’s method', 405, ['CONNECT example.com:443 HTTP/1.1', HOST, END]],
  ['a header that is too large', 431, ['GET /v2/corpora HTTP/1.1', HOST, `x-api-key: ${'k'.repeat(600_000)}`, END]],
])('%s is a %d', async (_what, status, lines) => {
  const answer = await raw(lines);
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({
    messages: [expect.stringMatching(/./)],
    request_id: expect.stringMatching(/^\w{32}$/),
  });
});

test('an answer that comes before the request has been sent reaches its sender, every time', async () => {
  const lines = ['GET /v2/corpora HTTP/1.1', HOST, `x-api-key: ${'k'.repeat(600_000)}`, END];
  for (let round = 0; round < 100; round += 1) expect((await raw(lines)).status).toBe(431);
});

describe('compressed bodies', () => {
  const post = (body: Uint8Array, encoding: string) =>
    fetch(`${api.url}/v2/corpora`, {
      method: 'POST',
      headers: { 'x-api-key': 'k', 'content-type': 'application/json', 'content-encoding': encoding },
      body: new Uint8Array(body),
    });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('in %s are read', async (encoding, compress) => {
    const key = uniqueName('compressed');
    expect((await post(compress(JSON.stringify({ key })), encoding)).status).toBe(201);
    expect((await api.get(`/v2/corpora/${key}`)).status).toBe(200);
  });

  test('that are not what they say, in an unknown way, or far larger than they look are refused', async () => {
    const wrong = await post(Buffer.from('{"key":"a"}'), 'gzip');
    expect([wrong.status, ((await wrong.json()) as Json).messages]).toEqual([
      400,
      ['The request body is not valid gzip.'],
    ]);
    const unknown = await post(Buffer.from('{}'), 'zip');
    expect([unknown.status, unknown.headers.get('accept-encoding')]).toEqual([415, 'gzip, deflate, br, zstd']);
    expect((await post(gzipSync(Buffer.alloc(70_000_000, ' ')), 'gzip')).status).toBe(413);
  });
});

test('a body that trickles in is cut off, and says why', async () => {
  const slow = await startForTest({ requestTimeoutMs: 300 });
  const socket = connect(Number(new URL(slow.url).port), '127.0.0.1');
  const lines = [
    'POST /v2/corpora HTTP/1.1',
    HOST,
    'x-api-key: k',
    'Content-Type: application/json',
    'Content-Length: 100',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n{"key":`);
  let text = '';
  for await (const chunk of socket) text += chunk;
  expect(text).toMatch(/^HTTP\/1.1 408 [\s\S]*did not arrive in time/);
});

test('a form with two files is refused, not one of them taken', async () => {
  const corpus = await createCorpus(api, []);
  const form = new FormData();
  form.append('file', new Blob(['one']), 'a.txt');
  form.append('file', new Blob(['two']), 'b.txt');
  const headers = { 'x-api-key': 'zut_test' };
  const answer = await fetch(`${api.url}/v2/corpora/${corpus}/upload_file`, { method: 'POST', headers, body: form });
  expect(await answer.json()).toMatchObject({
    field_errors: { 'body.file': expect.stringContaining('more than once') },
  });
  expect((await api.read(`/v2/corpora/${corpus}/documents`)).documents).toEqual([]);
});

test('two images of one id are refused, however deep they are', async () => {
  const corpus = await createCorpus(api, []);
  const image = { id: 'i', image_data: { type: 'inline', data: 'AAAA', mime_type: 'image/png' } };
  const sections = [
    { text: 'a', images: [image] },
    { text: 'b', sections: [{ text: 'c', images: [image] }] },
  ];
  const { status, body } = await api.post(`/v2/corpora/${corpus}/documents`, { id: 'd', type: 'structured', sections });
  expect(status).toBe(400);
  expect(body.field_errors).toEqual({ 'body.sections[1].sections[0].images[0].id': '"i" is the id of another one.' });
});

test('a region that is none never becomes part of a host', async () => {
  const auth = { type: 'bedrock_api_key', api_key: 'a-secret-key', region: 'us-east-1.evil.example/#' };
  const { status, body } = await api.post('/v2/llms', { type: 'anthropic', name: 'b', model: 'm', auth });
  expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.auth.region']]);
});
