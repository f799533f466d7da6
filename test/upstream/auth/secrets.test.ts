import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redact } from '../../../src/secrets/redaction.ts';
import { secretsOfRequest } from '../../../src/secrets/request-secrets.ts';
import { createTokenStore } from '../../../src/upstream/auth/tokens.ts';
import { describeFailure, describeGenerationFailure, UpstreamError } from '../../../src/upstream/upstream-error.ts';
import { createServiceAccount } from '../support/service-account.ts';
import { chunksOf, settings } from '../support/upstream.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const html = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** How an upstream may write a secret back. */
const QUOTES: Record<string, (secret: string) => string> = {
  'as it is': (secret) => secret,
  'in JSON': (secret) => JSON.stringify({ token: secret }),
  'in JSON of ASCII only': (secret) =>
    JSON.stringify(secret).replace(/[^\x00-\x7f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
  'in JSON inside JSON': (secret) => JSON.stringify({ detail: secret }),
  'URL-encoded': encodeURIComponent,
  'URL-encoded in lower case': (secret) => encodeURIComponent(secret).replace(/%../g, (one) => one.toLowerCase()),
  'in a form': (secret) => new URLSearchParams({ client_secret: secret }).toString(),
  'in Basic': (secret) => `Basic ${base64(`client:${secret}`)}`,
  'in Basic of another length': (secret) => `Basic ${base64(`me:${secret}`)} and ${base64(`${secret}:`)}`,
  'in base64url': (secret) => Buffer.from(`x${secret}y`).toString('base64url'),
  'HTML-escaped': html,
};

/** The bodies it may write it in. */
const BODIES: Record<string, { type: string; body: (words: string) => string }> = {
  json: { type: 'application/json', body: (words) => JSON.stringify({ error: { message: `bad key ${words}.` } }) },
  list: { type: 'application/json', body: (words) => JSON.stringify([{ error: { status: words } }]) },
  text: { type: 'text/plain', body: (words) => `bad\n\n  key ${words} here` },
  html: { type: 'text/html', body: (words) => `<html><b>bad</b> key ${words}<p>sorry</p></html>` },
  event: { type: 'text/event-stream', body: (words) => `data: ${JSON.stringify({ error: { message: words } })}\n\n` },
};

/** Whether a text gives a secret away, in clear or in something that decodes to it. */
function tells(text: string, secret: string): boolean {
  const forms = [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), html(secret)];
  if (forms.some((form) => text.includes(form))) return true;
  const decoded = (text.match(/[\w+/=-]{8,}/g) ?? []).flatMap((run) =>
    [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), 'base64').toString()),
  );
  return decoded.some((one) => one.includes(secret));
}

const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
const secrets = fc
  .tuple(printable, fc.array(fc.oneof(printable, fc.constant(' ')), { minLength: 8, maxLength: 30 }), printable)
  .map(([first, middle, last]) => first + middle.join('') + last)
  .filter((secret) => !/^\*+$/.test(secret) && new Set(secret).size > 4);

const answering = (status: number, type: string, body: string) => async () => ({
  status,
  headers: { 'content-type': type },
  body: (async function* () {
    // In two pieces, so that a secret may be cut.
    yield Buffer.from(body.slice(0, body.length / 2));
    yield Buffer.from(body.slice(body.length / 2));
  })(),
});

test('whatever an upstream quotes, in whatever form, no error tells a secret', async () => {
  const registrations = fc.constantFrom('bearer', 'header', 'map', 'query');
  const of = (where: string, secret: string) => {
    const uri = 'http://llm.example/v1';
    if (where === 'query')
      return settings({ type: 'openai-compatible', uri: `${uri}?api-key=${encodeURIComponent(secret)}` });
    if (where === 'map') return settings({ type: 'openai-compatible', uri, headers: { 'X-Auth-Token': secret } });
    const auth =
      where === 'bearer'
        ? { type: 'bearer' as const, token: secret }
        : { type: 'header' as const, header: 'authorization', value: `Token ${secret}` };
    return settings({ type: 'openai-compatible', uri, auth });
  };
  await fc.assert(
    fc.asyncProperty(
      secrets,
      registrations,
      fc.constantFrom(...Object.keys(QUOTES)),
      fc.constantFrom(...Object.keys(BODIES)),
      fc.constantFrom(200, 401, 500),
      fc.boolean(),
      async (secret, where, quote, shape, status, stream) => {
        const { type, body } = BODIES[shape]!;
        const fetch = answering(status, type, body(QUOTES[quote]!(secret)));
        const error: unknown = await chunksOf(
          of(where, secret),
          { stream },
          { fetch, tokens: createTokenStore(Date.now), now: Date.now },
        ).catch((thrown) => thrown);
        if (!(error instanceof UpstreamError)) throw error;
        const texts = [error.message, describeFailure(error.failure), describeGenerationFailure('mine', error.failure)];
        for (const text of [...texts, JSON.stringify(error.failure), String(error.stack)]) {
          expect(tells(text, secret), text).toBe(false);
        }
        expect(error.message.length).toBeLessThan(700);
      },
    ),
    { numRuns: 150 },
  );
});

test('a private key is not quoted, not even a line of it', async () => {
  const { keyJson, keyFile } = await createServiceAccount();
  const lines = keyFile.private_key.trim().split('\n').slice(1, -1);
  const secrets = [keyJson, keyFile.private_key];
  for (const text of [keyJson, keyFile.private_key, JSON.stringify({ keyJson }), lines[0], lines.at(-2)]) {
    const redacted = redact(`got: ${text}`, secrets);
    expect(lines.filter((line) => line.length >= 16 && redacted.includes(line))).toEqual([]);
  }
});

test.each([
  ['&quot;! > !  !#', 'quotes only'],
  ['&#34;! &gt; !  !#', 'in decimal'],
  ['&#x22;! &#X3E; !  !#', 'in hexadecimal'],
])('a secret in HTML is told by no writer: %s (%s)', (written) => {
  expect(redact(`bad key ${written} here`, ['"! > !  !#'])).toBe('bad key **** here');
});

test('what is a secret, where it stands tells; what is sought elsewhere, its length', () => {
  const headers = {
    'x-api-key': 'key-number-one',
    Authorization: 'Bearer token-number-two',
    'x-mine': 'of-any-header',
    'x-team': 'blue',
    'content-type': 'application/json',
    cookie: 'ollama',
  };
  const url = 'https://someone:password-in-address@provider.example/v1?sig=signed-parameter&api-version=2024-06-01';
  const body = { api_key: 'key-in-body', messages: [{ content: 'What is asked' }] };
  const secrets = secretsOfRequest({ headers, url }, body);
  for (const secret of [
    'key-number-one',
    'token-number-two',
    'of-any-header',
    'password-in-address',
    'signed-parameter',
    'key-in-body',
  ])
    expect(secrets).toContain(secret);
  for (const word of ['blue', 'ollama', 'application/json', '2024-06-01', 'What is asked'])
    expect(secrets).not.toContain(word);
});

test.each(['e', 'none', 'test', 'ollama', 'EMPTY', 'lm-studio', 'not-needed', 'sk-no-key-required'])(
  'a dummy key takes no word out of a text: %s',
  (dummy) => {
    const text = `model not found, ${dummy} is none of ours: try ${dummy} pull, test it`;
    expect(redact(text, secretsOfRequest({ headers: { authorization: `Bearer ${dummy}` }, url: 'http://a/b' }))).toBe(
      text,
    );
  },
);

test('a text without secrets stays as it is', () => {
  expect(redact('Rate limit of 5 exceeded: **** (a&b)', ['****', '', '  '])).toBe(
    'Rate limit of 5 exceeded: **** (a&b)',
  );
});
