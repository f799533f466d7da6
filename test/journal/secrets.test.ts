/** Nothing the journal gives holds a secret, whatever kind of credential it is and whoever repeats it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { type Answer, json, serve } from '../upstream/support/serve.ts';

const api = emulatorForFile();

/** Repeats all headers and the whole address in its answers, in small pieces when it streams. */
const repeat: Answer = async (response, request) => {
  const said = `You sent ${JSON.stringify(request.headers)} to ${decodeURIComponent(request.path)}`;
  if (request.path.startsWith('/token')) return json({ access_token: ISSUED, expires_in: 3600 })(response, request);
  if (request.path.includes('refuse')) return json({ error: { message: said } }, 401)(response, request);
  if (!JSON.parse(request.body).stream) {
    return json({ choices: [{ message: { content: said }, finish_reason: 'stop' }] })(response, request);
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': 'session=cookie-of-upstream' });
  const body = `data: ${JSON.stringify({ choices: [{ delta: { content: said }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`;
  for (let at = 0; at < body.length; at += 11) {
    response.write(body.slice(at, at + 11));
    await new Promise(setImmediate);
  }
  return response.end();
};
const ISSUED = 'issued-access-token-0123456789';

const SECRET = fc.stringMatching(/^[A-Za-z0-9+/"'\\<&_-]{10,30}$/).map((text) => `S${text}`);
const secrets = fc.record({
  credential: SECRET,
  header: SECRET,
  parameter: SECRET,
  key: fc.stringMatching(/^[a-z0-9]{16,24}$/),
});

const authOf: Record<string, (secret: string, tokenEndpoint: string) => object> = {
  bearer: (token) => ({ type: 'bearer', token }),
  header: (value) => ({ type: 'header', header: 'x-custom', value }),
  oauth_client_credentials: (client_secret, token_endpoint) => ({
    type: 'oauth_client_credentials',
    client_id: 'me',
    client_secret,
    token_endpoint,
  }),
};

test.each(Object.keys(authOf))('%s', async (kind) => {
  const { url: chatter } = await serve(repeat);
  await fc.assert(
    fc.asyncProperty(secrets, async ({ credential, header, parameter, key }) => {
      const headers = { 'x-api-key': `caller-${key}` };
      const parameters = new URLSearchParams({ code: parameter });
      const llm = {
        type: 'openai-compatible',
        name: uniqueName(`chatty ${kind}`),
        model: 'm',
        uri: `${chatter}/chat?${parameters}`,
        headers: { 'x-tenant': header },
        auth: authOf[kind]!(credential, `${chatter}/token`),
      };
      const made = await api.post('/v2/llms', llm, { headers });
      expect(made.status, made.text).toBe(201);
      await api.post(
        '/v2/llms',
        { ...llm, name: uniqueName('refused'), uri: `${chatter}/refuse?${parameters}` },
        { headers },
      );
      const messages = [{ role: 'user', content: 'Hello' }];
      for (const stream of [false, true]) {
        await api.post('/v2/llms/chat/completions', { model: llm.name, messages, stream }, { headers });
      }
      await api.patch(`/v2/llms/${made.body.id}`, { auth: llm.auth, headers: llm.headers }, { headers });
      await api.get(`/v2/llms/${made.body.id}`, { headers });
      await expectNoSecret([credential, header, parameter, headers['x-api-key'], ISSUED, 'cookie-of-upstream']);
      await api.delete('/_emulator/journal');
    }),
    { numRuns: 4, endOnFailure: true },
  );
});

async function expectNoSecret(hidden: string[]): Promise<void> {
  const { text: list, body } = await api.get('/_emulator/journal?limit=1000');
  const given = [list];
  for (const { id } of body.entries) {
    given.push(
      (await api.get(`/_emulator/journal/${id}`)).text,
      (await api.get(`/_emulator/journal/${id}/explain`)).text,
    );
  }
  expect(body.entries.length).toBeGreaterThanOrEqual(6);
  for (const text of given) {
    for (const secret of hidden.flatMap(formsOf)) expect(text.includes(secret), `${secret} in ${text}`).toBe(false);
  }
}

const formsOf = (secret: string): string[] => {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [secret, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(secret)];
};

test('API keys that are made, and the text filter', async () => {
  const made: Json = await api.post('/v2/api_keys', {
    name: 'a key',
    api_key_role: 'serving',
    corpus_keys: [await createCorpus(api, [])],
  });
  const secret = made.body?.secret_key ?? made.body?.key;
  expect(made.status, made.text).toBe(201);
  const { text, body } = await api.get('/_emulator/journal/wait?operation=createApiKey');
  expect(body.status).toBe(201);
  expect(text).not.toContain(secret);
  expect((await api.read(`/_emulator/journal?text=${encodeURIComponent(secret)}`)).entries).toEqual([]);
});
