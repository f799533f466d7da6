import { describe, expect, test } from 'vitest';
import { agentsFor } from '../support/agents.ts';
import type { Client, Json } from '../support/client.ts';
import { emulatorForFile, inNewAccount, startForTest } from '../support/emulator.ts';
import { type Answer, type ReceivedRequest, serve } from '../upstream/support/serve.ts';

const api = emulatorForFile();

/** Calls of tools of an agent, `get` and `search`, one after the other. */
async function callsOf(client: Client, get: object = {}) {
  const { sessionOf, callTool } = agentsFor(client);
  const tool_configurations = {
    get: { type: 'web_get', ...get },
    search: { type: 'web_search' },
  };
  const at = await sessionOf({ tool_configurations });
  return (name: string, args: object): Promise<Json> => callTool(at, name, args);
}

/** What web_get gives of a server that answers so. */
async function fetched(answer: Answer, args: object = {}, get: object = {}) {
  const server = await serve(answer);
  const call = await callsOf(api, get);
  const { tool_output, error } = await call('get', { url: `${server.url}/page`, ...args });
  return { server, output: tool_output, error };
}

const text =
  (content: string | Buffer, type = 'text/plain', status = 200): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': type }).end(content);

describe('web_get', () => {
  test('gives what an address answers, whatever its status', async () => {
    const { server, output, error } = await fetched(text('<p>Gone</p>', 'text/html', 404));
    expect({ output, error }).toEqual({
      output: { url: `${server.url}/page`, status_code: 404, content: '<p>Gone</p>', truncated: false },
      error: false,
    });
    const [{ method, headers }] = server.received as [ReceivedRequest];
    expect([method, headers['user-agent'], headers.accept]).toEqual(['GET', 'vectara-emulator', '*/*']);
  });

  test('sends what it is told to', async () => {
    const args = { method: 'PUT', headers: { 'x-a': '1' }, body: '{"a":1}' };
    const { server } = await fetched(text('ok'), args);
    expect(server.received).toMatchObject([
      { method: 'PUT', body: '{"a":1}', headers: { 'x-a': '1', 'content-type': 'application/json' } },
    ]);
  });

  test.each<[object, object]>([
    [{ head_lines: 1 }, { content: 'one\n…', truncated: true }],
    [{ tail_lines: 1 }, { content: '…\nfour', truncated: true }],
    [
      { head_lines: 1, tail_lines: 1 },
      { content: 'one\n…\nfour', truncated: true },
    ],
    [
      { head_lines: 2, tail_lines: 2 },
      { content: 'one\ntwo\nthree\nfour', truncated: false },
    ],
    [{ max_content_bytes: 5 }, { content: 'one\nt', truncated: true }],
    [{ method: 'HEAD' }, { content: '', truncated: false }],
  ])('gives no more than is asked for: %j', async (args, expected) => {
    expect((await fetched(text('one\ntwo\nthree\nfour'), args)).output).toMatchObject(expected);
  });

  test('names what is no text, and reads what is in whatever it is written', async () => {
    const binary = await fetched(text(Buffer.from([0x89, 0x50, 0, 1]), 'image/png'));
    expect(binary.output.content).toBe('[binary content, 4 bytes, image/png]');
    const latin = await fetched(text(Buffer.from([0x54, 0xe9]), 'text/plain; charset=iso-8859-1'));
    expect(latin.output.content).toBe('Té');
  });

  test('follows redirects, unless it is told not to, and keeps credentials to itself', async () => {
    const other = await serve(text('elsewhere'));
    const answer: Answer = (response, { path }) => {
      const location = path === '/page' ? '/next' : `${other.url}/end`;
      response.writeHead(path === '/page' ? 302 : 307, { location }).end();
    };
    const auth = { type: 'bearer', token: 'secret-token' };
    const { server, output } = await fetched(answer, { auth });
    expect(output).toMatchObject({ url: `${other.url}/end`, status_code: 200, content: 'elsewhere' });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer secret-token',
      'Bearer secret-token',
    ]);
    expect(other.received[0]!.headers).not.toHaveProperty('authorization');
    const { output: first } = await fetched(answer, { follow_redirects: false });
    expect(first.status_code).toBe(302);
    const circle = await fetched((response) => void response.writeHead(302, { location: '/page' }).end());
    expect(circle.output.error).toMatch(/more than 10 redirects/);
  });

  test.each<[string, object, object, string | undefined]>([
    ['a bearer token', { type: 'bearer', token: 't' }, {}, 'Bearer t'],
    ['a header', { type: 'header', header: 'Authorization', value: 'Key t' }, {}, 'Key t'],
    ['a header that the call has itself', { type: 'bearer', token: 't' }, { Authorization: 'mine' }, 'mine'],
    ['none', { type: 'none' }, {}, undefined],
  ])('signs in with %s', async (_, auth, headers, expected) => {
    const { server } = await fetched(text('ok'), { auth, headers });
    expect(server.received[0]!.headers.authorization).toBe(expected);
  });

  test('gets access tokens with HTTP Basic, keeps them, and uses the refresh token that it was given last', async () => {
    let number = 0;
    const tokens = await serve((response) => {
      number += 1;
      const answer = { access_token: `access-${number}`, expires_in: 30, refresh_token: `refresh-${number}` };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
    const client = { client_id: 'me', client_secret: 'hush hush', token_endpoint: `${tokens.url}/token` };
    const auth = { type: 'oauth_refresh_token', ...client, refresh_token: 'refresh-0' };
    const server = await serve(text('ok'));
    const call = await callsOf(api, { argument_override: { auth } });
    // A token that lives for half a minute is not used twice.
    for (const url of [`${server.url}/1`, `${server.url}/2`]) await call('get', { url });
    expect(server.received.map(({ headers }) => headers.authorization)).toEqual(['Bearer access-1', 'Bearer access-2']);
    expect(tokens.received.map(({ body }) => body)).toEqual([
      'grant_type=refresh_token&refresh_token=refresh-0',
      'grant_type=refresh_token&refresh_token=refresh-1',
    ]);
    const basic = Buffer.from('me:hush%20hush').toString('base64');
    expect(tokens.received[0]!.headers.authorization).toBe(`Basic ${basic}`);
    const credentials = { type: 'oauth_client_credentials', ...client, scopes: ['a', 'b'] };
    await (await callsOf(api, { argument_override: { auth: credentials } }))('get', { url: server.url });
    expect(tokens.received[2]!.body).toBe('grant_type=client_credentials&scope=a+b');
  });

  test.each<[object, RegExp]>([
    [{ url: 'ftp://127.0.0.1/' }, /^Invalid arguments: url .* should be an http or https address\.$/],
    [{ url: 'http://127.0.0.1:1/' }, /^connection refused \(127\.0\.0\.1:1\)\.$/],
    [{ url: 'http://192.0.2.1/' }, /^The emulator does not call 192\.0\.2\.1; allow it with --web-hosts\.$/],
    [{ method: 'BREW' }, /^Invalid arguments: 'method' should be one of "GET", /],
    [{ auth: { type: 'bearer' } }, /^Invalid arguments: 'auth' does not fit its schema/],
  ])('says why %j fails, and the turn goes on', async (args, message) => {
    const { output, error } = await fetched(text('ok'), args);
    expect({ output, error }).toEqual({ output: { error: expect.stringMatching(message) }, error: true });
  });

  test('waits no longer than it is told to', async () => {
    const { output } = await fetched(() => {}, { timeout_seconds: 1 });
    expect(output.error).toMatch(/did not answer within 1 seconds\.$/);
  });

  test('goes where rules allow, and nowhere they deny', async () => {
    const server = await serve(text('ok'));
    const strict = await startForTest({ webHosts: ['!loopback'] });
    expect((await (await callsOf(strict))('get', { url: server.url })).tool_output.error).toContain('--web-hosts');
    expect(server.received).toEqual([]);
  });

  test('needs what its references lead to when a turn begins', async () => {
    const { sessionOf, tell } = agentsFor(api);
    const get = { type: 'web_get', argument_override: { headers: { 'x-key': { $ref: 'session.metadata.key' } } } };
    const at = await sessionOf({ tool_configurations: { get } }, { metadata: {} });
    const { status, text: body } = await tell(at, 'Go.');
    expect({ status, body }).toEqual({ status: 422, body: expect.stringContaining('session.metadata.key') });
  });
});

describe('what an account is told of the web', () => {
  test('stands in for pages, in the order it was given, and is deleted', async () => {
    const own = inNewAccount(api);
    await own.create('/_emulator/web/pages', [
      { url: 'https://a.example/x', content: 'ä'.repeat(3), headers: { 'content-type': 'text/html' } },
      { id: 'all', pattern: '^https://a\\.example/', status: 500, content: 'Oh.' },
      { pattern: 'b\\.example', method: 'POST', content: '{}' },
    ]);
    const call = await callsOf(own);
    const get = async (args: object) => (await call('get', args)).tool_output;
    const url = 'https://a.example/x';
    expect(await get({ url })).toEqual({ url, status_code: 200, content: 'äää', truncated: false });
    expect(await get({ url, max_content_bytes: 3 })).toMatchObject({ content: 'ä', truncated: true });
    expect(await get({ url: 'https://a.example/y' })).toMatchObject({ status_code: 500, content: 'Oh.' });
    expect(await get({ url: 'https://b.example/', method: 'POST' })).toMatchObject({ content: '{}' });
    expect((await own.read('/_emulator/web/pages')).pages.map(({ id }: Json) => id)).toEqual([
      'page-1',
      'all',
      'page-2',
    ]);
    await own.delete('/_emulator/web/pages/all');
    expect((await get({ url: 'https://a.example/y' })).error).toEqual(expect.any(String));
    expect((await own.delete('/_emulator/web/pages/all')).status).toBe(404);
  });

  test('is all there is where nothing may be called, and an error says so', async () => {
    const offline = await startForTest({ upstream: 'simulate' });
    const { tool_output } = await (await callsOf(offline))('get', { url: 'http://127.0.0.1:1/' });
    expect(tool_output.error).toMatch(
      /^With --upstream simulate no page is fetched\. Seed it at \/_emulator\/web\/pages/,
    );
  });

  test('is what a search finds', async () => {
    const own = inNewAccount(api);
    const page = (host: string) => ({ title: host, url: `https://${host}/`, content: `Of ${host}.` });
    const call = await callsOf(own);
    const hosts = async (args: object) =>
      (await call('search', args)).tool_output.search_results.map(({ title }: Json) => title);
    expect(await hosts({ query: 'teas' })).toEqual([]);
    await own.create('/_emulator/web/search_results', {
      query: 'Tea',
      results: [page('a.example'), page('b.a.example')],
    });
    await own.create('/_emulator/web/search_results', { results: [{ ...page('c.example'), score: 0.1 }] });
    expect((await call('search', { query: 'green teas' })).tool_output).toEqual({
      search_results: [
        { ...page('a.example'), score: 0.95 },
        { ...page('b.a.example'), score: 0.9 },
        { ...page('c.example'), score: 0.1 },
      ],
    });
    expect(await hosts({ query: 'coffee' })).toEqual(['c.example']);
    expect(await hosts({ query: 'tea', limit: 1 })).toEqual(['a.example']);
    expect(await hosts({ query: 'tea', include_domains: ['a.example'] })).toEqual(['a.example', 'b.a.example']);
    expect(await hosts({ query: 'tea', exclude_domains: ['*.a.example'] })).toEqual(['c.example']);
  });

  test('comes with a seed', async () => {
    const own = inNewAccount(api);
    const web_pages = [{ url: 'https://a.example/', content: 'Seeded.' }];
    const web_search_results = [{ results: [{ title: 'A', url: 'https://a.example/', content: 'Seeded.' }] }];
    await own.post('/_emulator/seed', { web_pages, web_search_results });
    const call = await callsOf(own);
    expect((await call('get', { url: 'https://a.example' })).tool_output.content).toBe('Seeded.');
    expect((await call('search', { query: 'x' })).tool_output.search_results).toHaveLength(1);
  });

  test.each<[string, string, object, string]>([
    ['a misspelt member', 'pages', { url: 'https://a.example/', contents: 'x', content: 'x' }, 'body.contents'],
    ['two ways to say where', 'pages', { url: 'https://a.example/', pattern: 'a', content: 'x' }, 'body'],
    ['no way to say where', 'pages', { content: 'x' }, 'body'],
    ['no address', 'pages', { url: 'a.example', content: 'x' }, 'body.url'],
    ['no expression', 'pages', { pattern: '(', content: 'x' }, 'body.pattern'],
    [
      'a misspelt result',
      'search_results',
      { results: [{ titel: 'x', url: 'x', content: 'x' }] },
      'body.results[0].titel',
    ],
  ])('is refused with %s', async (_, path, entry, field) => {
    const { status, body } = await api.post(`/_emulator/web/${path}`, entry);
    expect({ status, fields: Object.keys(body.field_errors) }).toEqual({
      status: 400,
      fields: expect.arrayContaining([field]),
    });
    const list = path === 'pages' ? 'web_pages' : 'web_search_results';
    expect((await api.post('/_emulator/seed', { [list]: [entry] })).status).toBe(400);
  });
});

test('pages are recorded and played again', async () => {
  const server = await serve(text('as it was'));
  const recorder = await startForTest({ upstream: 'record' });
  const url = `${server.url}/page?id=1`;
  expect((await (await callsOf(recorder))('get', { url })).tool_output.content).toBe('as it was');
  const bundle = await recorder.read('/_emulator/recordings/export');
  const player = await startForTest({ upstream: 'replay' });
  await player.post('/_emulator/recordings/import', bundle);
  const call = await callsOf(player);
  expect((await call('get', { url })).tool_output).toMatchObject({ content: 'as it was', status_code: 200 });
  expect((await call('get', { url: `${server.url}/other` })).tool_output.error).toMatch(/no recording answers/);
  expect(server.received).toHaveLength(1);
});
