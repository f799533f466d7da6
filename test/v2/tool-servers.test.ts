import { describe, expect, test } from 'vitest';
import type { Client, Json } from '../support/client.ts';
import { emulatorForFile, inNewAccount, startForTest, uniqueName } from '../support/emulator.ts';
import { type McpTool, serveMcp, text } from '../support/upstreams/mcp-server.ts';
import { json, serve } from '../upstream/support/serve.ts';

const api = emulatorForFile();
const TRANSPORTS = ['sse', 'streamable-http'] as const;

const ECHO: McpTool = { name: 'echo', run: (args) => text(`You said ${args.words}.`) };
const WEATHER: McpTool = {
  name: 'weather',
  title: 'The weather',
  description: 'Tells the weather of a city.',
  inputSchema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  outputSchema: { type: 'object', properties: { degrees: { type: 'number' } } },
  annotations: { readOnlyHint: true, openWorldHint: false },
  run: ({ city }) => ({ content: [], structuredContent: { city, degrees: 21 } }),
};

const register = (uri: string, more: object = {}, at: Client = api): Promise<Json> =>
  at.create('/v2/tool_servers', {
    name: uniqueName('server'),
    type: 'mcp',
    uri,
    transport: 'streamable-http',
    ...more,
  });

const toolsOf = async (serverId: string, at: Client = api): Promise<Json[]> =>
  (await at.read(`/v2/tools?tool_server_id=${serverId}`)).tools;

const sync = (serverId: string, at: Client = api) => at.post(`/v2/tool_servers/${serverId}/sync`);

/** A server with its tools read. */
async function registered(uri: string, more: object = {}, at: Client = api) {
  const server = await register(uri, more, at);
  expect((await sync(server.id, at)).status).toBe(204);
  return { server, tools: await toolsOf(server.id, at) };
}

/** Notes with those inside of them. */
const allOf = (notes: Json[]): Json[] => notes.flatMap((note) => [note, ...allOf(note.notes ?? [])]);

/** What a turn tells whose model calls a tool once. */
async function call(tool: Json, args: object, at: Client = api): Promise<Json> {
  const key = uniqueName('agent');
  const configuration = { type: 'mcp', tool_id: tool.id };
  const steps = { main: { instructions: [{ type: 'inline', name: 'i', template: 'Help.' }] } };
  await at.create('/v2/agents', {
    ...{ key, name: 'A', model: { name: 'gpt-4o' }, first_step_name: 'main', steps },
    tool_configurations: { it: configuration },
  });
  const { key: session } = await at.create(`/v2/agents/${key}/sessions`, {});
  const tool_calls = [{ name: 'it', arguments: args }];
  await at.create('/_emulator/scripts', { match: { agent: key }, answers: [{ tool_calls }, { text: 'Done.' }] });
  const { events } = await at.create(`/v2/agents/${key}/sessions/${session}/events`, {
    messages: [{ type: 'text', content: 'Go on.' }],
  });
  return events.find(({ type }: Json) => type === 'tool_output');
}

describe.each(TRANSPORTS)('over %s', (transport) => {
  test('a server is registered, its tools are read from all pages, an agent calls them', async () => {
    const mcp = await serveMcp({ transport, tools: [WEATHER, ECHO, { ...ECHO, name: 'third' }], pageSize: 1 });
    const { server, tools } = await registered(mcp.url, { transport, metadata: { team: 'x' } });
    expect(server).toMatchObject({ id: /^tsr_/, type: 'mcp', transport, enabled: true, metadata: { team: 'x' } });
    expect(tools.map(({ name }) => name)).toEqual(['weather', 'echo', 'third']);
    expect(tools[0]).toMatchObject({
      id: expect.stringMatching(/^tol_\d+$/),
      type: 'mcp',
      title: 'The weather',
      description: 'Tells the weather of a city.',
      server_id: server.id,
      enabled: true,
      input_schema: WEATHER.inputSchema,
      output_schema: WEATHER.outputSchema,
      annotations: { read_only_hint: true, open_world_hint: false },
    });
    expect(tools[1].description).toBe('');

    expect(await call(tools[0], { city: 'Oslo' })).toMatchObject({
      tool_name: 'weather',
      tool_output: { city: 'Oslo', degrees: 21 },
      error: false,
    });
    expect(await call(tools[1], { words: 'hi' })).toMatchObject({
      tool_output: { content: 'You said hi.' },
      output_wrapped: true,
    });
    expect(mcp.calls).toEqual([
      { name: 'weather', args: { city: 'Oslo' } },
      { name: 'echo', args: { words: 'hi' } },
    ]);
  });

  test('a server that has forgotten its sessions, or whose connection is lost, is asked anew', async () => {
    const mcp = await serveMcp({ transport, tools: [ECHO] });
    const { tools } = await registered(mcp.url, { transport });
    if (transport === 'sse') mcp.disconnect();
    else mcp.forget();
    expect(await call(tools[0], { words: 'again' })).toMatchObject({ error: false });
  });

  test('a connection lost amid a call is a failure of the tool', async () => {
    const mcp = await serveMcp({ transport, tools: [] });
    mcp.state.tools = [{ name: 'fatal', run: () => new Promise(() => mcp.disconnect()) }];
    const { tools } = await registered(mcp.url, { transport });
    const { error, tool_output } = await call(tools[0], {});
    expect([error, tool_output.error]).toEqual([
      true,
      expect.stringMatching(/could not be reached: connection closed/),
    ]);
  });
});

describe('what a tool answers', () => {
  test.each<[string, Json, Json]>([
    ['fails', { ...text('No such city.'), isError: true }, { error: true, tool_output: { error: 'No such city.' } }],
    [
      'has several parts',
      { content: [...text('One').content, ...text('two').content] },
      { tool_output: { content: 'One\ntwo' } },
    ],
    [
      'is no text',
      {
        content: [
          { type: 'image', mimeType: 'image/png', data: 'AAAA' },
          { type: 'resource_link', name: 'r', uri: 'file:///r' },
          { type: 'resource', resource: { uri: 'file:///s', text: 'inside' } },
        ],
      },
      {
        tool_output: {
          content: expect.stringMatching(
            /^\[image, image\/png, 3 bytes, art_\w+\]\n\[resource_link, file:\/\/\/r\]\ninside$/,
          ),
        },
      },
    ],
    ['is nothing', { content: [] }, { tool_output: { content: '' }, output_wrapped: true }],
  ])('that %s', async (_, result, shown) => {
    const mcp = await serveMcp({ transport: 'streamable-http', tools: [{ name: 'it', run: () => result }] });
    const { tools } = await registered(mcp.url);
    expect(await call(tools[0], {})).toMatchObject(shown);
  });

  test('that the server refuses, or that is no MCP, is told to the model', async () => {
    const mcp = await serveMcp({
      transport: 'streamable-http',
      tools: [{ name: 'it', run: () => Promise.reject(new Error('Boom.')) }],
    });
    const { tools } = await registered(mcp.url);
    expect(await call(tools[0], {})).toMatchObject({ error: true, tool_output: { error: 'Boom.' } });
    mcp.state.refuse = () => ({ status: 503, body: '{"error":{"message":"Overloaded"}}' });
    const { tool_output } = await call(tools[0], {});
    expect(tool_output.error).toMatch(/^Tool server 'server-\d+' returned HTTP 503: Overloaded$/);
  });

  test('nothing is waited for when the turn is interrupted', async () => {
    const mcp = await serveMcp({
      transport: 'streamable-http',
      tools: [{ name: 'slow', run: () => new Promise(() => {}) }],
    });
    const { tools } = await registered(mcp.url);
    const calling = call(tools[0], {});
    await expect.poll(() => mcp.calls).toHaveLength(1);
    const { agents } = await api.read('/v2/agents?limit=100');
    const { key } = agents.at(-1);
    const { sessions } = await api.read(`/v2/agents/${key}/sessions`);
    await api.create(`/v2/agents/${key}/sessions/${sessions[0].key}/events`, { type: 'interrupt' });
    expect(await calling).toMatchObject({ error: true });
    await expect.poll(() => mcp.state.aborted).toBe(1);
  });
});

describe('a tool server', () => {
  test.each<[string, (mcp: Json) => object, string]>([
    [
      'that cannot be reached',
      () => ({ uri: 'http://127.0.0.1:1/mcp' }),
      'Failed to connect to the tool server: connection refused',
    ],
    ['of another transport', ({ url }) => ({ uri: url, transport: 'sse' }), 'Failed to connect to the tool server: '],
    [
      'that wants another credential',
      ({ url }) => ({ uri: url, auth: { type: 'bearer', token: 'wrong-token' } }),
      'HTTP 401: no',
    ],
    ['with a user name in its address', () => ({ uri: 'http://u:p@127.0.0.1/' }), 'these belong into auth'],
    [
      'with a header that is none',
      () => ({ uri: 'http://127.0.0.1/', headers: { 'a b': 'c' } }),
      'is not a valid header name',
    ],
    ['without an address', () => ({ uri: 'nowhere' }), 'body.uri'],
    ['of an unknown transport', ({ url }) => ({ uri: url, transport: 'stdio' }), 'body.transport'],
  ])('%s is refused', async (_, given, message) => {
    const mcp = await serveMcp({
      transport: 'streamable-http',
      tools: [],
      refuse: ({ headers }) => (headers.authorization ? { status: 401, body: 'no' } : undefined),
    });
    const body = { name: 's', type: 'mcp', transport: 'streamable-http', ...given(mcp) };
    const { status, text } = await api.post('/v2/tool_servers', body);
    expect([status, text]).toEqual([400, expect.stringContaining(message)]);
  });

  test('is listed, changed and deleted with its tools; the connection is tested only when it changes', async () => {
    const at = inNewAccount(api);
    const mcp = await serveMcp({ transport: 'streamable-http', tools: [ECHO] });
    const { server, tools } = await registered(mcp.url, { name: 'first', auth: { type: 'bearer', token: 'x' } }, at);
    await register(mcp.url, { name: 'second', enabled: false }, at);
    expect(server).not.toHaveProperty('auth');
    const names = async (query: string) =>
      (await at.read(`/v2/tool_servers?${query}`)).tool_servers.map(({ name }: Json) => name);
    expect(await names('')).toEqual(['first', 'second']);
    expect(await names('enabled=true')).toEqual(['first']);
    expect(await names('filter=%5Esec')).toEqual(['second']);
    expect(await names('limit=1')).toEqual(['first']);

    const path = `/v2/tool_servers/${server.id}`;
    const before = mcp.received.length;
    expect((await at.patch(path, { name: 'renamed', metadata: { a: 1 } })).body).toMatchObject({
      name: 'renamed',
      uri: mcp.url,
    });
    expect(mcp.received).toHaveLength(before);
    expect((await at.patch(path, { uri: 'http://127.0.0.1:1/' })).status).toBe(400);
    expect(await at.read(path)).toMatchObject({ uri: mcp.url, metadata: { a: 1 } });

    await at.patch(path, { enabled: false });
    expect((await sync(server.id, at)).status).toBe(400);
    expect((await at.delete(path)).status).toBe(204);
    expect((await at.get(path)).status).toBe(404);
    expect((await at.get(`/v2/tools/${tools[0].id}`)).status).toBe(404);
  });

  test('keeps the ids of its tools from sync to sync, and what was disabled', async () => {
    const at = inNewAccount(api);
    const mcp = await serveMcp({ transport: 'streamable-http', tools: [WEATHER, ECHO, { ...ECHO, name: 'unused' }] });
    const { server, tools } = await registered(mcp.url, {}, at);
    expect((await at.patch(`/v2/tools/${tools[0].id}`, { type: 'mcp', enabled: false })).body.enabled).toBe(false);
    await call(tools[1], { words: 'hi' }, at);

    mcp.state.tools = [
      { ...WEATHER, description: 'Newer.' },
      { ...ECHO, name: 'new' },
    ];
    await sync(server.id, at);
    const shown = async () => (await toolsOf(server.id, at)).map(({ id, name, enabled }) => ({ id, name, enabled }));
    expect(await shown()).toEqual([
      { id: tools[0].id, name: 'weather', enabled: false },
      { id: tools[1].id, name: 'echo', enabled: false },
      { id: expect.any(String), name: 'new', enabled: true },
    ]);
    mcp.state.tools = [ECHO];
    await sync(server.id, at);
    expect(await shown()).toEqual([{ id: tools[1].id, name: 'echo', enabled: true }]);
  });

  test('whose tools cannot be read leaves them as they were', async () => {
    const mcp = await serveMcp({ transport: 'streamable-http', tools: [ECHO] });
    const { server } = await registered(mcp.url);
    mcp.state.refuse = () => ({ status: 500, body: 'Out of order' });
    const { status, body } = await sync(server.id);
    expect([status, body.messages]).toEqual([
      502,
      ['Failed to communicate with the tool server: HTTP 500: Out of order'],
    ]);
    expect(await toolsOf(server.id)).toHaveLength(1);
  });

  test('that is disabled or deleted answers no agent', async () => {
    const mcp = await serveMcp({ transport: 'streamable-http', tools: [ECHO, { ...ECHO, name: 'b' }] });
    const { server, tools } = await registered(mcp.url);
    await api.patch(`/v2/tool_servers/${server.id}`, { enabled: false });
    expect((await call(tools[0], {})).tool_output.error).toMatch('is not available in this step');
    await api.patch(`/v2/tool_servers/${server.id}`, { enabled: true });
    expect((await call(tools[0], { words: 'a' })).error).toBe(false);
  });
});

describe('credentials of a tool server', () => {
  const SECRET = 'correct-horse-battery';

  test.each<[string, object, string, string]>([
    ['bearer', { type: 'bearer', token: SECRET }, 'authorization', `Bearer ${SECRET}`],
    ['header', { type: 'header', header: 'X-Tools-Key', value: SECRET }, 'x-tools-key', SECRET],
  ])('%s are sent and shown nowhere', async (_, auth, name, value) => {
    const at = inNewAccount(api);
    const mcp = await serveMcp({
      transport: 'sse',
      tools: [{ name: 'leak', run: () => ({ ...text(`It is ${SECRET}.`), isError: true }) }],
    });
    const headers = { cookie: `session=${SECRET}` };
    const { tools } = await registered(mcp.url, { transport: 'sse', auth, headers }, at);
    await call(tools[0], {}, at);
    expect(mcp.received.every(({ headers }) => headers[name] === value)).toBe(true);
    const { entries } = await at.read('/_emulator/journal?limit=100');
    const turn = entries.find(({ operation }: Json) => operation === 'createAgentInput');
    const { notes } = await at.read(`/_emulator/journal/${turn.id}`);
    expect(allOf(notes).find(({ kind }: Json) => kind === 'upstream')).toMatchObject({
      dialect: 'mcp',
      request: { body: { method: 'tools/call', params: { name: 'leak', arguments: {} } } },
      response: { status: 200 },
    });
    for (const { id } of entries) {
      expect((await at.get(`/_emulator/journal/${id}`)).text).not.toContain(SECRET);
    }
  });

  test('of OAuth: a token is fetched once, and again when it is refused', async () => {
    let issued = 0;
    const tokens = await serve((response) => {
      issued += 1;
      return json({ access_token: `token-number-${issued}`, expires_in: 3600 })(response, {} as never);
    });
    let accepted = 'Bearer token-number-1';
    const mcp = await serveMcp({
      transport: 'streamable-http',
      tools: [ECHO],
      refuse: ({ headers }) => (headers.authorization === accepted ? undefined : { status: 401, body: 'expired' }),
    });
    const auth = {
      type: 'oauth_client_credentials',
      client_id: 'c',
      client_secret: SECRET,
      token_endpoint: tokens.url,
    };
    accepted = 'Bearer token-number-1';
    const server = await register(mcp.url, { auth });
    accepted = 'Bearer token-number-2';
    expect((await sync(server.id)).status).toBe(204);
    const [tool] = await toolsOf(server.id);
    expect((await call(tool, { words: 'a' })).error).toBe(false);
    expect(issued).toBe(2);
    accepted = 'Bearer token-number-3';
    expect((await call(tool, { words: 'a' })).error).toBe(false);
    expect(issued).toBe(3);
  });
});

describe('as any upstream', () => {
  test('it is called only where it may be, and is never the emulator itself', async () => {
    const own = await startForTest({ upstreamHosts: ['!loopback'] });
    const mcp = await serveMcp({ transport: 'streamable-http', tools: [] });
    const server = (uri: string) => ({ name: 's', type: 'mcp', transport: 'streamable-http', uri });
    expect((await own.post('/v2/tool_servers', server(mcp.url))).text).toContain('--upstream-hosts');
    expect(mcp.received).toEqual([]);
    expect((await api.post('/v2/tool_servers', server(`${api.url}/_emulator/reset`))).text).toContain(
      'comes from this emulator itself',
    );
  });

  test('a fault that names its dialect strikes it', async () => {
    const at = inNewAccount(api);
    const mcp = await serveMcp({ transport: 'streamable-http', tools: [ECHO] });
    const { tools } = await registered(mcp.url, {}, at);
    const fault = { type: 'upstream_status', code: 429, message: 'Slow down.' };
    await at.create('/_emulator/faults', { fault, where: { upstream: { dialect: 'mcp' } } });
    const { error, tool_output } = await call(tools[0], { words: 'a' }, at);
    expect([error, tool_output.error]).toEqual([true, expect.stringMatching(/returned HTTP 429: Slow down/)]);
  });

  test('what it said is recorded, and replayed without it', async () => {
    const mcp = await serveMcp({ transport: 'sse', tools: [ECHO] });
    const own = await startForTest({ upstream: 'record' });
    const more = { name: 'echoes', transport: 'sse', auth: { type: 'bearer', token: 'correct-horse-battery' } };
    const first = await registered(mcp.url, more, own);
    await call(first.tools[0], { words: 'recorded' }, own);
    await own.put('/_emulator/recordings/mode', { mode: 'replay' });
    const bundle = await own.read('/_emulator/recordings/export');
    expect(JSON.stringify(bundle)).not.toContain('correct-horse');
    const { length } = mcp.received;
    const second = await registered(mcp.url, more, own);
    expect((await call(second.tools[0], { words: 'recorded' }, own)).tool_output).toEqual({
      content: 'You said recorded.',
    });
    expect((await call(second.tools[0], { words: 'other' }, own)).error).toBe(true);
    expect(mcp.received).toHaveLength(length);
  });

  test('with simulate nothing is opened: tools come from the seed', async () => {
    const own = await startForTest({ upstream: 'simulate' });
    const uri = 'http://127.0.0.1:1/mcp';
    const tools = [{ name: 'weather', description: 'Tells it.', input_schema: WEATHER.inputSchema }];
    const seeded = await own.post('/_emulator/seed', { tool_servers: [{ name: 'tools', type: 'mcp', uri, tools }] });
    expect([seeded.status, seeded.text]).toEqual([200, expect.not.stringContaining('failed')]);
    const [server] = (await own.read('/v2/tool_servers')).tool_servers;
    expect(server).toMatchObject({ transport: 'sse' });
    expect((await sync(server.id, own)).status).toBe(204);
    const [tool] = await toolsOf(server.id, own);
    expect(tool).toMatchObject({ name: 'weather', description: 'Tells it.', enabled: true });
    expect((await call(tool, { city: 'Oslo' }, own)).tool_output.error).toContain('--upstream simulate');
    expect((await own.post('/v2/tool_servers', { name: 'b', type: 'mcp', uri })).status).toBe(201);
  });
});
