/** Where upstreams may be, how large their answers, and that calls never come back to where they came from. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readUpstreamHosts } from '../../src/upstream/network/upstream-hosts.ts';
import type { Json } from '../support/client.ts';
import { startForTest } from '../support/emulator.ts';
import { json, serve } from './support/serve.ts';

const llm = (uri: string, more: object = {}) => ({ type: 'openai-compatible', name: 'l', model: 'm', uri, ...more });
const ANSWER = json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });

describe('--upstream-hosts', () => {
  test.each<[string, string[], 'called' | 'refused']>([
    ['127.0.0.1', [], 'called'],
    ['127.0.0.1', ['!loopback'], 'refused'],
    ['127.0.0.1', ['!127.0.0.0/8'], 'refused'],
    ['localhost', ['!loopback'], 'refused'],
    ['localhost', ['api.example', '127.0.0.1', '::1'], 'called'],
    ['localhost', ['localhost'], 'called'],
    ['localhost', ['*.example'], 'refused'],
    ['127.0.0.1', ['api.example'], 'refused'],
    ['127.0.0.1', ['loopback', '!127.0.0.1'], 'refused'],
    ['127.0.0.1', ['!private', '!metadata'], 'called'],
    ['[::ffff:127.0.0.1]', ['!127.0.0.0/8'], 'refused'],
    ['2130706433', ['!127.0.0.0/8'], 'refused'],
  ])('%s under %j is %s', async (host, upstreamHosts, outcome) => {
    const upstream = await serve(ANSWER);
    const api = await startForTest({ upstreamHosts });
    const { status, text } = await api.post('/v2/llms', llm(upstream.url.replace('127.0.0.1', host)));
    if (outcome === 'called') return expect(status).toBe(201);
    expect([status, text]).toEqual([400, expect.stringContaining('--upstream-hosts')]);
    expect(upstream.received).toEqual([]);
  });

  test('holds for encoders and for where access tokens are asked for, too', async () => {
    const upstream = await serve(ANSWER);
    const api = await startForTest({ upstreamHosts: ['!loopback'] });
    const encoder = { type: 'openai-compatible', name: 'e', description: '', model: 'm', uri: upstream.url };
    expect((await api.post('/v2/encoders', encoder)).text).toContain('--upstream-hosts');
    const token_endpoint = `${upstream.url}/token`;
    const auth = { type: 'oauth_client_credentials', client_id: 'c', client_secret: 's', token_endpoint };
    expect((await api.post('/v2/llms', llm('https://api.example/v1', { auth }))).text).toContain('--upstream-hosts');
    expect(upstream.received).toEqual([]);
  });

  test.each([
    ['169.254.169.254', '!metadata'],
    ['fd00:ec2::254', '!metadata'],
    ['192.168.1.1', '!private'],
    ['fd12::1', '!private'],
    ['169.254.1.1', '!link-local'],
  ])('knows %s as %s', (address, rule) => {
    const hosts = readUpstreamHosts([rule])!;
    expect(() => hosts.check(address)).toThrow(address);
    expect(() => hosts.check('93.184.216.34')).not.toThrow();
  });
});

describe('an answer that is larger than any should be', () => {
  const body = Buffer.from(JSON.stringify({ choices: [{ message: { content: 'x'.repeat(200_000) } }] }));
  test.each<[string, Buffer, Record<string, string>]>([
    ['as it is', body, {}],
    ['compressed', gzipSync(body), { 'content-encoding': 'gzip' }],
  ])('%s fails with a reason, and no more of it is read', async (_how, bytes, headers) => {
    const upstream = await serve((response) => {
      const isTest = upstream.received.length === 1;
      if (isTest) return ANSWER(response, upstream.received[0]!);
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(bytes);
    });
    const api = await startForTest({ largestAnswer: 100_000 });
    await api.create('/v2/llms', llm(upstream.url));
    const messages = [{ role: 'user', content: 'Hello' }];
    const { status, text } = await api.post('/v2/llms/chat/completions', { model: 'l', messages });
    expect([status, text]).toEqual([500, expect.stringContaining('larger than 100000 bytes')]);
  });
});

test('emulators that ask each other in a circle come to an end', async () => {
  const [a, b] = [await startForTest(), await startForTest()];
  const asks = (api: { url: string }, model: string) =>
    llm(`${api.url}/v2/llms/chat/completions`, {
      name: 'other',
      model,
      auth: { type: 'header', header: 'x-api-key', value: 'any' },
    });
  await a.create('/v2/llms', asks(b, 'mockingbird-2.0'));
  // It is tried out: to a, which asks b, which has come from itself.
  const refused = await b.post('/v2/llms', asks(a, 'other'));
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('comes from this emulator itself')]);
  for (const { url } of [a, b]) {
    const { entries } = (await (await fetch(`${url}/_emulator/journal?operation=createChatCompletion`)).json()) as Json;
    expect(entries.length).toBeLessThan(4);
  }
});
