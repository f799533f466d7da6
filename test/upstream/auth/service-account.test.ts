/** Google service accounts (docs/behaviour/llms.md, Access tokens). */
import { jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { json, serve } from '../support/serve.ts';
import { createServiceAccount } from '../support/service-account.ts';
import { chunksOf, failureOf, openUpstream, settings } from '../support/upstream.ts';

const NOW = Date.parse('2025-03-01T12:00:00Z');

const vertex = (keyJson: string, uri: string) =>
  settings({
    type: 'anthropic',
    uri,
    auth: { type: 'vertex_service_account', key_json: keyJson, project: 'p', region: 'global' },
  });

test('sign a JWT that Google can verify', async () => {
  const tokens = await serve(json({ access_token: 'ya29.one', expires_in: 3599 }));
  const llm = await serve(json({ content: [{ type: 'text', text: 'Hi' }] }));
  const { keyJson, keyFile, verifyingKey } = await createServiceAccount(`${tokens.url}/token`);
  const dependencies = openUpstream(() => NOW + 400);
  await chunksOf(vertex(keyJson, llm.url), {}, dependencies);
  await chunksOf(vertex(keyJson, llm.url), {}, dependencies);

  expect(tokens.received).toHaveLength(1);
  const { headers, body } = tokens.received[0]!;
  expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  const form = new URLSearchParams(body);
  expect([...form.keys()]).toEqual(['grant_type', 'assertion']);
  expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const { payload, protectedHeader } = await jwtVerify(form.get('assertion')!, verifyingKey, {
    algorithms: ['RS256'],
    issuer: keyFile.client_email,
    audience: `${tokens.url}/token`,
    currentDate: new Date(NOW),
  });
  expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-one' });
  expect(payload).toEqual({
    iss: keyFile.client_email,
    aud: `${tokens.url}/token`,
    scope: 'https://www.googleapis.com/auth/cloud-platform',
    iat: NOW / 1000,
    exp: NOW / 1000 + 3600,
  });
  expect(llm.received.map((one) => one.headers.authorization)).toEqual(['Bearer ya29.one', 'Bearer ya29.one']);
});

test('go to Google when the key names no endpoint', async () => {
  const { keyJson, verifyingKey } = await createServiceAccount();
  const asked: { url: string; body: string }[] = [];
  const dependencies = {
    ...openUpstream(),
    fetch: async (request: { url: string; body: string }) => {
      asked.push(request);
      return { status: 500, headers: {}, body: (async function* () {})() };
    },
  };
  const failure = await failureOf(chunksOf(vertex(keyJson, 'http://unused.example'), {}, dependencies));
  expect(failure).toEqual({ kind: 'token', host: 'oauth2.googleapis.com', status: 500 });
  expect(asked.map(({ url }) => url)).toEqual(['https://oauth2.googleapis.com/token']);
  await jwtVerify(new URLSearchParams(asked[0]!.body).get('assertion')!, verifyingKey, {
    audience: 'https://oauth2.googleapis.com/token',
  });
});

test.each([
  ['not JSON at all', 'key_json is not a service account key'],
  ['{"client_email":"a@b"}', 'key_json is not a service account key'],
  [
    '{"client_email":"a@b","private_key":"-----BEGIN nonsense"}',
    'the private key of the service account cannot be read',
  ],
])('a key that is no key: %s', async (keyJson, reason) => {
  const failure = await failureOf(chunksOf(vertex(keyJson, 'http://unused.example')));
  expect(failure).toEqual({ kind: 'token', host: 'oauth2.googleapis.com', reason });
});
