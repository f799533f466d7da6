/** `vectara-emulator/intercept`: what this process sends to Vectara goes to an emulator. */
import * as undici from 'undici';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectEmulator } from '../../src/index.ts';
import { intercept } from '../../src/testing/intercept.ts';
import { streamQueryV2 } from '../clients/stream-query-client.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const headers = { 'x-api-key': 'zut_mine', 'content-type': 'application/json' };

/** The network, for whatever is not led astray: it answers nothing, and says what it was asked for. */
class Nowhere extends undici.Dispatcher {
  override dispatch({ origin }: undici.Dispatcher.DispatchOptions): boolean {
    throw new Error(`to the network: ${origin}`);
  }
}

let before: undici.Dispatcher;
beforeAll(() => {
  before = undici.getGlobalDispatcher();
  const Real = before.constructor as typeof undici.Agent;
  const local = new Real();
  const nowhere = new Nowhere();
  undici.setGlobalDispatcher(
    new (class extends undici.Dispatcher {
      override dispatch(options: undici.Dispatcher.DispatchOptions, handler: undici.Dispatcher.DispatchHandler) {
        return (String(options.origin).includes('127.0.0.1') ? local : nowhere).dispatch(options, handler);
      }
    })(),
  );
});
afterAll(() => undici.setGlobalDispatcher(before));

function intercepted(...given: Parameters<typeof intercept>) {
  const undo = intercept(...given);
  onTestFinished(undo);
  return undo;
}

const why = (error: Json): string => `${error.message} ${error.cause?.message}`;
const reached = (url = 'https://api.vectara.io/v2/corpora') =>
  fetch(url, { headers }).then(
    ({ status }) => status,
    (error) => why(error),
  );

describe('every client of this process', () => {
  test('global fetch, with a body and an answer that streams', async () => {
    intercepted(api.url);
    const key = uniqueName('corpus');
    const made = await fetch('https://api.vectara.io/v2/corpora', {
      method: 'POST',
      headers,
      body: JSON.stringify({ key }),
    });
    expect([made.status, made.url]).toEqual([201, 'https://api.vectara.io/v2/corpora']);
    expect((await api.get(`/v2/corpora/${key}`)).status).toBe(200);
    const asked = await fetch('https://api.vectara.io/v2/llms/chat/completions', {
      method: 'POST',
      headers: new Headers(headers),
      body: JSON.stringify({ model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'Hello' }] }),
    });
    expect(await asked.text()).toContain('[DONE]');
  });

  test('the undici package', async () => {
    intercepted(api.url);
    const { statusCode, body } = await undici.request('https://api.vectara.io/v2/corpora?limit=1', {
      headers: { ...headers, host: 'api.vectara.io' },
    });
    expect([statusCode, await body.json()]).toEqual([200, expect.objectContaining({ corpora: expect.any(Array) })]);
    expect((await undici.fetch('https://api.vectara.io/v2/llms', { headers })).status).toBe(200);
    const flat = await undici.request('https://api.vectara.io/v2/llms', { headers: Object.entries(headers).flat() });
    expect(flat.statusCode).toBe(200);
    await flat.body.dump();
  });

  test('Vectara’s own client, as it comes', async () => {
    intercepted(api.url);
    const corpusKey = await createCorpus(api, ['Lamps burn oil.']);
    const events: Json[] = await new Promise((resolve, reject) => {
      const seen: Json[] = [];
      streamQueryV2({
        streamQueryConfig: {
          customerId: '1',
          apiKey: 'zut_mine',
          query: 'What do lamps burn?',
          corpusKey,
          search: { metadataFilter: '', offset: 0, limit: 3 },
          generation: { generationPresetName: 'mockingbird-2.0' },
        },
        onStreamEvent: (event: Json) => {
          seen.push(event);
          if (event.type === 'end' || /Error$/.test(event.type)) resolve(seen);
        },
      } as Json).catch(reject);
    });
    expect(events[0]).toMatchObject({ type: 'searchResults', searchResults: [{ text: 'Lamps burn oil.' }] });
  });

  test('tokens, from the auth host', async () => {
    intercepted(api.url);
    const answer = await fetch('https://auth.vectara.io/oauth2/token', {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'me', client_secret: 'secret' }),
    });
    const { access_token } = (await answer.json()) as Json;
    const listed = await fetch('https://api.vectara.io/v2/corpora', {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(listed.status).toBe(200);
  });
});

test('goes to one account of it, where an account is given, and leaves what the caller says', async () => {
  const account = uniqueName('account');
  intercepted(connectEmulator(api.url, { account, apiKey: 'zut_other' }));
  await fetch('https://api.vectara.io/v2/corpora', { method: 'POST', headers, body: '{"key":"mine"}' });
  const inAccount = { headers: { 'x-emulator-account': account } };
  expect((await api.get('/v2/corpora/mine', inAccount)).status).toBe(200);
  const { body } = await api.get('/_emulator/journal?operation=createCorpus', inAccount);
  expect(body.entries).toMatchObject([{ account }]);
  const elsewhere = { ...headers, 'x-emulator-account': uniqueName('elsewhere') };
  expect((await fetch('https://api.vectara.io/v2/corpora/mine', { headers: elsewhere })).status).toBe(404);
});

test('everything else goes where it went, other hosts of Vectara’s too unless they are named', async () => {
  intercepted(api.url);
  expect(await reached('https://example.com/v2/corpora')).toContain('to the network: https://example.com');
  expect(await reached('https://gateway.example/v2/corpora')).toContain('to the network');
  intercepted(api.url, { hosts: ['Gateway.example'] });
  expect(await reached('https://gateway.example/v2/corpora')).toBe(200);
  expect(await reached(`${api.url}/v2/corpora`)).toBe(200);
});

test('is undone by what it returned, whichever of two is undone first', async () => {
  const other = await startForTest({ auth: 'strict', apiKey: 'zut_owner' });
  const first = intercept(api.url);
  const second = intercept(other.url);
  expect(await reached()).toBe(401);
  first();
  expect(await reached()).toBe(401);
  second();
  second();
  expect(await reached()).toContain('to the network: https://api.vectara.io');
  const third = intercept(api.url);
  const fourth = intercept(other.url);
  fourth();
  expect(await reached()).toBe(200);
  third();
  expect(await reached()).toContain('to the network');
});
