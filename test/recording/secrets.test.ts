import { encodeEventStreamFrame } from '@copilotkit/aimock';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTokenStore } from '../../src/upstream/auth/tokens.ts';
import { json, serve } from '../upstream/support/serve.ts';
import { chunksOf, failureOf, settings, textOfChunks } from '../upstream/support/upstream.ts';
import {
  filesIn,
  network,
  newFolder,
  openRecorder,
  readWhole,
  request,
  sending,
  textOf,
  textOfFiles,
} from './support/recorder.ts';

const SECRET = 'sk-"Ω/b\\c+d=&<e> f';

/** A body cut into pieces at these places. */
function cutAt(body: Buffer, places: number[]): Buffer[] {
  const borders = [0, ...places.map((place) => place % (body.length + 1)).sort((a, b) => a - b), body.length];
  return borders.slice(1).map((end, index) => body.subarray(borders[index], end));
}

type Write = [form: string, write: (secret: string) => string];
const WRITERS: Write[] = [
  ['as it is', (secret) => secret],
  ['in JSON', (secret) => JSON.stringify({ error: `Incorrect key ${secret}.` })],
  ['in JSON in JSON', (secret) => JSON.stringify({ error: JSON.stringify({ key: secret }) })],
  [
    'in JSON of ASCII',
    (secret) =>
      JSON.stringify(secret).replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  ['in JSON with escaped slashes', (secret) => JSON.stringify(secret).replaceAll('/', '\\/')],
  ['in a URL', (secret) => `https://x.example/?key=${encodeURIComponent(secret)}`],
  ['in a form', (secret) => new URLSearchParams({ key: secret }).toString()],
  [
    'in HTML',
    (secret) =>
      secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'),
  ],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
  ['in base64url', (secret) => Buffer.from(secret).toString('base64url')],
  ['in hex', (secret) => Buffer.from(secret).toString('hex')],
];

describe.each([
  ['a bearer token', (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } })],
  ['a header of any name', (secret: string) => ({ headers: { 'x-mine': secret } })],
  [
    'a key in the address',
    (secret: string) => ({ url: `http://provider.example/v1?alt=sse&key=${encodeURIComponent(secret)}` }),
  ],
])('%s, echoed', (_place, carrying) => {
  test('in any form and in any pieces is in no file, and the caller gets it all the same', async () => {
    // ASCII, since headers are; no blanks at the ends, which HTTP takes away.
    const secrets = fc
      .string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
      .filter((text) => text.trim() === text && !/[*\s]{2}|^\*/.test(text));
    await fc.assert(
      fc.asyncProperty(
        secrets,
        fc.constantFrom(...WRITERS),
        fc.array(fc.nat(), { maxLength: 6 }),
        async (secret, [, write], places) => {
          const written = write(secret);
          const body = Buffer.from(`data: ${written}\n\ndata: [DONE]\n\n`);
          const chunks = cutAt(body, places);
          const folder = newFolder();
          const recordings = openRecorder({
            mode: 'record',
            folder,
            inner: sending(chunks, { headers: { 'x-echo': written, 'set-cookie': [`s=${secret}`] } }),
          });
          const live = await readWhole(recordings.fetch(request(carrying(secret))));
          expect(live.chunks).toEqual(chunks);

          const exported = JSON.stringify(recordings.export());
          const replayed = await readWhole(openRecorder({ mode: 'replay', folder }).fetch(request()));
          expect(replayed.chunks.map(({ length }) => length)).toEqual(chunks.map(({ length }) => length));
          for (const form of [
            secret,
            JSON.stringify(secret).slice(1, -1),
            encodeURIComponent(secret),
            Buffer.from(secret).toString('base64'),
          ]) {
            expect(textOfFiles(folder)).not.toContain(form);
            expect(replayed.text).not.toContain(form);
            expect(exported).not.toContain(form);
          }
          expect(replayed.text).toMatch(/^data: [\s\S]*\n\ndata: \[DONE\]\n\n$/);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test.each(WRITERS)('a secret with every kind of mark, echoed %s', async (_form, write) => {
  const folder = newFolder();
  const written = write(SECRET);
  const body = Buffer.from(`before ${written} after`);
  const bytes = [...body].map((byte) => Buffer.from([byte]));
  await textOf(
    openRecorder({ mode: 'record', folder, inner: sending(bytes) }).fetch(
      request({ headers: { 'x-api-key': SECRET } }),
    ),
  );
  const replayed = await readWhole(openRecorder({ mode: 'replay', folder }).fetch(request()));
  expect(replayed.chunks).toHaveLength(body.length);
  expect(replayed.text).not.toContain(written);
  expect(replayed.text).toMatch(/^before .* after$/);
});

test('JSON stays JSON, and numbers numbers', async () => {
  const recordings = openRecorder({ mode: 'record', inner: sending(['{"created":1700000000,"key":"p\\"q12345"}']) });
  await textOf(recordings.fetch(request({ headers: { 'x-api-key': '1700000000', authorization: 'Bearer p"q12345' } })));
  recordings.configure({ mode: 'replay' });
  expect(JSON.parse(await textOf(recordings.fetch(request())))).toEqual({ created: 9999999999, key: '*********' });
});

test('of overlapping secrets, no end is left', async () => {
  const recordings = openRecorder({ mode: 'record', inner: sending(['[abcdefghijkl]']) });
  await textOf(recordings.fetch(request({ headers: { 'x-one': 'abcdefgh', 'x-two': 'efghijkl' } })));
  recordings.configure({ mode: 'replay' });
  expect(await textOf(recordings.fetch(request()))).toBe('[************]');
});

test('who calls, keys in the address and secrets in the body are not kept; the caller need not have them to replay', async () => {
  const folder = newFolder();
  const recorder = openRecorder({ mode: 'record', folder, inner: sending(['hunter22 c2VjcmV0LW9uZQ ok']) });
  await textOf(
    recorder.fetch(
      request({
        url: 'https://someone:hunter22@provider.example/v1?key=key-in-address&alt=sse',
        headers: {
          accept: 'application/json',
          'anthropic-version': '2023-06-01',
          authorization: `Basic ${Buffer.from('name:secret-one').toString('base64')}`,
          'x-internal': 'not to be kept',
        },
        body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi key-in-address' }], api_key: 'key-in-body' }),
      }),
    ),
  );
  const kept = textOfFiles(folder);
  for (const secret of [
    'someone',
    'hunter22',
    'key-in-address',
    'secret-one',
    'key-in-body',
    'not to be kept',
    'c2VjcmV0',
  ])
    expect(kept).not.toContain(secret);
  expect(JSON.parse(kept)).toMatchObject({
    request: {
      url: 'https://provider.example/v1?key=redacted&alt=sse',
      headers: { accept: 'application/json', 'anthropic-version': '2023-06-01' },
      body: { messages: [{ content: 'Hi **************' }] },
    },
    response: { chunks: ['******** KioqKioqKioqKg ok'] },
  });
});

test('a caller whose key is an ordinary word finds what another has recorded', async () => {
  const folder = newFolder();
  const asked = { says: 'Is this a test?' };
  await textOf(openRecorder({ mode: 'record', folder, inner: sending(['yes']) }).fetch(request(asked)));
  const headers = { authorization: 'Bearer test', accept: 'application/json' };
  expect(await textOf(openRecorder({ mode: 'replay', folder }).fetch(request({ ...asked, headers })))).toBe('yes');
});

test('cookies and tokens that an answer hands out are not kept, in headers or body', async () => {
  const folder = newFolder();
  const headers = {
    'content-type': 'text/plain',
    'set-cookie': ['session=0123456789abcdef; Path=/'],
    'x-session-token': 'fedcba9876543210',
    'x-ratelimit-remaining-tokens': '1000',
  };
  const inner = sending(['0123456789abcdef fedcba9876543210'], { headers });
  await textOf(openRecorder({ mode: 'record', folder, inner }).fetch(request()));
  expect(JSON.parse(textOfFiles(folder)).response).toMatchObject({
    headers: { 'content-type': 'text/plain', 'x-ratelimit-remaining-tokens': '1000', 'x-session-token': '****' },
    chunks: [`${'*'.repeat(16)} ${'*'.repeat(16)}`],
  });
  expect(textOfFiles(folder)).not.toContain('set-cookie');
});

test('the frames of an AWS event stream stay valid', async () => {
  const frame = (text: string) =>
    encodeEventStreamFrame(
      { ':event-type': 'chunk', ':message-type': 'event' },
      Buffer.from(JSON.stringify({ bytes: Buffer.from(JSON.stringify({ text })).toString('base64') })),
    );
  const stream = Buffer.concat([frame('one'), frame('the key is sk-secret-key here'), frame('three')]);
  const headers = { 'content-type': 'application/vnd.amazon.eventstream' };
  const recordings = openRecorder({
    mode: 'record',
    inner: sending(cutAt(stream, [7, 150, 160, 170, 333]), { headers }),
  });
  await textOf(recordings.fetch(request({ headers: { authorization: 'Bearer sk-secret-key' } })));
  recordings.configure({ mode: 'replay' });
  const bytes = Buffer.concat((await readWhole(recordings.fetch(request()))).chunks);
  const codec = new EventStreamCodec(
    (given) => Buffer.from(given as Uint8Array).toString(),
    (text) => Buffer.from(text),
  );
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const { body } = codec.decode(bytes.subarray(at, at + bytes.readUInt32BE(at)));
    texts.push(Buffer.from(JSON.parse(Buffer.from(body).toString()).bytes, 'base64').toString());
  }
  expect(texts[0]).toBe('{"text":"one"}');
  expect(texts[1]).toMatch(/^\{"text":"the key is .{13} here"\}$/);
  expect(texts[1]).not.toContain('secret');
  expect(texts[2]).toBe('{"text":"three"}');
});

test('a compressed answer is passed on, but not kept: nobody could find a secret in it', async () => {
  const recordings = openRecorder({
    mode: 'record',
    inner: sending(['\x1f\x8b'], { headers: { 'content-encoding': 'gzip' } }),
  });
  expect(await textOf(recordings.fetch(request()))).toBe('\x1f\x8b');
  expect(recordings.list()).toEqual([]);
});

describe('access tokens', () => {
  async function serveProvider() {
    const tokens = await serve(
      json({ access_token: 'at-very-secret', refresh_token: 'rt-secret', expires_in: 3600, token_type: 'Bearer' }),
    );
    const model = await serve((response, { headers, body }) => {
      if (headers.authorization !== 'Bearer at-very-secret')
        return json({ error: 'who?' }, 401)(response, undefined as never);
      const content = `You said ${JSON.parse(body).messages[0].content}, at-very-secret`;
      return json({ choices: [{ message: { content } }] })(response, undefined as never);
    });
    const llm = settings({
      type: 'openai-compatible',
      model: 'gpt-4o',
      uri: model.url,
      auth: {
        type: 'oauth_client_credentials',
        client_id: 'our-client',
        client_secret: 'cs-very-secret',
        token_endpoint: `${tokens.url}/token`,
        scopes: ['llm'],
      },
    });
    return { llm, tokens, model };
  }
  const says = (content: string) => ({ messages: [{ role: 'user' as const, content }] });
  const using = (recordings: ReturnType<typeof openRecorder>) => ({
    fetch: recordings.fetch,
    tokens: createTokenStore(Date.now),
    now: Date.now,
  });

  test('are recorded as placeholders, by which everything replays', async () => {
    const { llm } = await serveProvider();
    const folder = newFolder();
    await chunksOf(llm, says('a'), using(openRecorder({ mode: 'record', folder, inner: network() })));
    expect(filesIn(folder)).toHaveLength(2);
    expect(textOfFiles(folder)).not.toMatch(/very-secret|rt-secret/);
    expect(textOfFiles(folder)).toContain('"client_id": "our-client"');
    const replayed = await chunksOf(llm, says('a'), using(openRecorder({ mode: 'replay', folder })));
    expect(textOfChunks(replayed)).toBe('You said a, **************');
  });

  test('that came from a recording never go upstream: record-missing fetches a real one', async () => {
    const { llm, tokens, model } = await serveProvider();
    const folder = newFolder();
    await chunksOf(llm, says('a'), using(openRecorder({ mode: 'record', folder, inner: network() })));
    const both = using(openRecorder({ mode: 'record-missing', folder, inner: network() }));
    await chunksOf(llm, says('a'), both);
    expect([tokens.received.length, model.received.length]).toEqual([1, 1]);
    expect(textOfChunks(await chunksOf(llm, says('b'), both))).toBe('You said b, at-very-secret');
    expect([tokens.received.length, model.received.length]).toEqual([2, 2]);
    expect(textOfFiles(folder)).not.toContain('at-very-secret');
  });

  test('and when none is to be had, it says so', async () => {
    const { llm, tokens } = await serveProvider();
    const folder = newFolder();
    await chunksOf(llm, says('a'), using(openRecorder({ mode: 'record', folder, inner: network() })));
    tokens.server.removeAllListeners('request').on('request', (_, response) => response.writeHead(401).end('no'));
    const both = using(openRecorder({ mode: 'record-missing', folder, inner: network() }));
    expect(await failureOf(chunksOf(llm, says('b'), both))).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('its access token comes from a recording'),
    });
  });
});
