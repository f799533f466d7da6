/** How a turn runs the tools that its model calls: what they are given, what goes wrong, in which order. */
import { describe, expect, test } from 'vitest';
import { entryOf } from '../journal/support/journal.ts';
import { agentOf, agentsFor, searchOf, text } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { type McpTool, text as said, serveMcp } from '../support/upstreams/mcp-server.ts';
import { DIALECTS, provider } from './support/provider.ts';

const api = emulatorForFile();
const { sessionOf, say, scripted } = agentsFor(api);

const SECRET = 'hush-hush-4711';

/** A tool server with these tools; gives what a configuration of one needs. */
async function served(...tools: McpTool[]) {
  const mcp = await serveMcp({ transport: 'streamable-http', tools });
  const server = { name: uniqueName('server'), type: 'mcp', uri: mcp.url, transport: 'streamable-http' };
  const { id } = await api.create('/v2/tool_servers', server);
  await api.post(`/v2/tool_servers/${id}/sync`);
  const listed: Json[] = (await api.read(`/v2/tools?tool_server_id=${id}`)).tools;
  const configuration = (name: string, more: object = {}) => ({
    type: 'mcp',
    tool_id: listed.find((tool) => tool.name === name)!.id,
    ...more,
  });
  return { mcp, configuration };
}

/** It says what it was called with. */
const echo = (inputSchema: Json = { type: 'object' }): McpTool => ({
  name: 'echo',
  inputSchema,
  run: (args) => ({ content: [], structuredContent: args }),
});

const call = (name: string, args: object | string = {}, id = name) => ({ name, arguments: args, id });
const outputs = (events: Json[]) => events.filter(({ type }) => type === 'tool_output');

/** The output of one call, and the events around it. */
async function calling(configuration: object, args: object | string, session?: object) {
  const at = await sessionOf({ tool_configurations: { it: configuration } }, session);
  await scripted(at, { tool_calls: [call('it', args)] }, { text: 'Done.' });
  const { events } = await say(at, 'Go.');
  expect(events.at(-1).content).toBe('Done.');
  return { at, events, input: events[1], output: outputs(events)[0]! };
}

/** What the model was told by its tools, in the last turn of the session. */
async function toldToModel(at: string): Promise<Json[]> {
  const { notes } = await entryOf(api, { operation: 'createAgentInput', path: at });
  const asked = notes[0].notes.findLast(({ kind }: Json) => kind === 'model');
  return asked.messages.filter(({ role }: Json) => role === 'tool');
}

describe('what goes wrong is told to the model, and the turn goes on:', () => {
  const SCHEMA = {
    type: 'object',
    properties: {
      count: { type: 'integer', minimum: 1 },
      unit: { enum: ['c', 'f'] },
      place: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['count'],
    additionalProperties: false,
  };

  test.for<[string, object | string, string]>([
    ['no JSON', '{"count": ', 'Invalid arguments: they should be a JSON object.'],
    ['no object', '[1]', 'Invalid arguments: they should be a JSON object.'],
    ['nothing of what is required', {}, "Invalid arguments: 'count' is required."],
    ['another type', { count: 'many' }, "Invalid arguments: 'count' should be of type integer."],
    ['a rule broken', { count: 0 }, "Invalid arguments: 'count' does not fit its schema: minimum 1."],
    ['none of the words', { count: 1, unit: 'k' }, 'Invalid arguments: \'unit\' should be one of "c", "f".'],
    ['something missing inside', { count: 1, place: {} }, "Invalid arguments: 'place.city' is required."],
    [
      'something wrong in a list',
      { count: 1, tags: ['a', 2] },
      "Invalid arguments: 'tags[1]' should be of type string.",
    ],
  ])('arguments: %s', async ([, args, error]) => {
    const { configuration, mcp } = await served(echo(SCHEMA));
    const { output, at } = await calling(configuration('echo'), args);
    expect(output).toMatchObject({ tool_output: { error }, error: true });
    expect(mcp.calls).toEqual([]);
    expect(await toldToModel(at)).toMatchObject([{ content: JSON.stringify({ error }), isError: true }]);
  });

  test('what a tool does not know passes', async () => {
    const { configuration } = await served(echo(SCHEMA));
    const { output } = await calling(configuration('echo'), { count: 1, more: true });
    expect(output).toMatchObject({ tool_output: { count: 1, more: true }, error: false });
  });

  test('large arguments are not held to a schema value by value, and a text of megabytes is not read for its length', async () => {
    const properties = {
      words: { type: 'string', maxLength: 10 },
      list: { type: 'array', items: { type: 'string' }, uniqueItems: true },
    };
    const { configuration, mcp } = await served(echo({ type: 'object', properties }));
    const text = await calling(configuration('echo', { input_transform: '{words: ("x" * 8000000)}' }), {});
    expect(text.output.tool_output).toEqual({
      error: "Invalid arguments: 'words' does not fit its schema: maxLength 10.",
    });
    const list = await calling(
      configuration('echo', { input_transform: '{list: [range(30000)]}', output_transform: '.list | length' }),
      {},
    );
    expect(list.output.tool_output).toEqual({ content: 30_000 });
    expect(mcp.calls).toHaveLength(1);
  });

  test.for<[string, object, RegExp]>([
    ['an input transform that fails', { input_transform: '.args.words[0]' }, /^Input transform failed: Cannot index/],
    ['one that gives no object', { input_transform: '1' }, /^Input transform failed: its result should be an object/],
    ['one that gives what does not fit', { input_transform: '{}' }, /^Invalid arguments: 'words' is required\.$/],
    ['an output transform that fails', { output_transform: '.words[0]' }, /^Output transform failed: Cannot index/],
    [
      'a reference that leads nowhere',
      { argument_override: { x: { $ref: 'tools.kb.y' } } },
      /^Unresolved reference 'tools\.kb\.y'$/,
    ],
    [
      'a secret that is not there',
      { argument_override: { x: { $ref: 'agent.secrets.no' } } },
      /^Unresolved reference 'agent\.secrets\.no'$/,
    ],
  ])('%s', async ([, more, error]) => {
    const properties = { words: { type: 'string' } };
    const { configuration } = await served(echo({ type: 'object', properties, required: ['words'] }));
    const { output } = await calling(configuration('echo', more), { words: 'x' });
    expect(output).toMatchObject({ tool_output: { error: expect.stringMatching(error) }, error: true });
    expect('resolved_argument_overrides' in output).toBe(false);
  });

  test('a tool that says it failed, a server that is gone, a corpus that is not there, a tool that no one has', async () => {
    const { configuration, mcp } = await served(
      { name: 'sorry', run: () => ({ ...said('Out of tea.'), isError: true }) },
      echo(),
    );
    const at = await sessionOf({
      tool_configurations: { sorry: configuration('sorry'), away: configuration('echo'), kb: searchOf('no-such') },
    });
    const calls = ['sorry', 'kb', 'nobody'].map((name) => call(name, { query: 'x' }));
    await scripted(at, { tool_calls: calls }, { tool_calls: [call('away')] }, { text: 'Done.' });
    const errors = async (content: string) =>
      Object.fromEntries(
        outputs((await say(at, content)).events).map((one) => [one.tool_call_id, one.tool_output.error]),
      );
    mcp.state.refuse = ({ body }) => (body.includes('"echo"') ? { status: 500, body: 'no' } : undefined);
    expect(await errors('Go.')).toEqual({
      sorry: 'Out of tea.',
      kb: "Corpus 'no-such' was not found.",
      nobody: "Tool 'nobody' is not available in this step.",
      away: expect.stringMatching(/^Tool server '.*' returned HTTP 500/),
    });
  });

  test('more than 128 calls of one answer', async () => {
    const { configuration, mcp } = await served(echo());
    const { llm, answers, received } = await provider(DIALECTS[0]!);
    const model = (await api.create('/v2/llms', { name: uniqueName('llm'), ...llm })).name;
    const at = await sessionOf({ model: { name: model }, tool_configurations: { it: configuration('echo') } });
    const calls = Array.from({ length: 129 }, (_, n) => ({ id: `c${n}`, name: 'it', args: { n } }));
    answers.push({ calls }, { text: 'Done.' });
    const { events } = await say(at, 'Go.');
    expect(outputs(events).filter(({ error }) => error)).toMatchObject([
      { tool_call_id: 'c128', tool_output: { error: 'An answer may call 128 tools.' } },
    ]);
    expect(mcp.calls).toHaveLength(128);
    const results = received()
      .at(-1)!
      .messages.filter(({ role }: Json) => role === 'tool');
    expect(results.map((one: Json) => one.tool_call_id)).toEqual(calls.map(({ id }) => id));
  });

  test('ids that a model gives twice are told apart from all others', async () => {
    const { configuration } = await served(echo());
    const at = await sessionOf({ tool_configurations: { it: configuration('echo') } });
    const calls = ['a', 'a_2', 'a', 'a'].map((id, n) => call('it', { n }, id));
    await scripted(at, { tool_calls: calls }, { text: 'Done.' });
    await say(at, 'Go.');
    const told = await toldToModel(at);
    expect(told.map(({ toolCallId }) => toolCallId)).toEqual(['a', 'a_2', 'a_3', 'a_4']);
    expect(told.map(({ content }) => JSON.parse(content).n)).toEqual([0, 1, 2, 3]);
  });
});

describe('what an agent sets', () => {
  test('hides a member, one inside of it, or one in a list, and wins over what the model writes', async () => {
    const properties = {
      url: { type: 'string' },
      head: {
        type: 'object',
        properties: { auth: { type: 'string' }, lang: { type: 'string' } },
        required: ['auth'],
      },
      items: { type: 'array', items: { type: 'object', properties: { x: { type: 'string' }, y: { type: 'string' } } } },
    };
    const { configuration } = await served(echo({ type: 'object', properties, required: ['url', 'head'] }));
    const argument_override = { url: 'http://a', 'head.auth': 'set', 'items[0].x': 'first' };
    const written = { url: 'http://b', head: { auth: 'mine', lang: 'en' }, items: [{ x: 'p', y: 'q' }, { y: 'r' }] };
    const { at, input, output } = await calling(configuration('echo', { argument_override }), written);
    expect(output.tool_output).toEqual({
      url: 'http://a',
      head: { auth: 'set', lang: 'en' },
      items: [{ x: 'first', y: 'q' }, { y: 'r' }],
    });
    expect(input).toMatchObject({
      tool_input: { head: { lang: 'en' }, items: [{ y: 'q' }, { y: 'r' }] },
      argument_override_paths: ['url', 'head.auth', 'items[0].x'],
    });
    expect(input.tool_input).not.toHaveProperty('url');
    expect(output.resolved_argument_overrides).toEqual(argument_override);
    const { notes } = await entryOf(api, { operation: 'createAgentInput', path: at });
    const { tools } = notes[0].notes.find(({ kind }: Json) => kind === 'model');
    expect(tools[0].parameters.required).toEqual(['head']);
    expect(tools[0].parameters.properties).toMatchObject({
      head: { properties: { lang: { type: 'string' } } },
      items: { items: { properties: { y: { type: 'string' } } } },
    });
    expect(JSON.stringify(tools)).not.toMatch(/"(url|auth|x)"/);
  });

  test('may be what is known of the session and the agent, printed where a text is wanted', async () => {
    const { configuration } = await served(echo({ type: 'object', properties: { as_text: { type: 'string' } } }));
    const argument_override = {
      key: { $ref: 'session.key' },
      tenant: { $ref: '$.session.metadata.tenant' },
      as_text: { $ref: '.session.metadata.tenant' },
      literal: { $$ref: 'session.key' },
      of: { $ref: 'agent.metadata.of[session.metadata.who]' },
    };
    const { at, output } = await calling(
      configuration('echo', { argument_override }),
      {},
      { metadata: { tenant: { id: 7 }, who: 'ada' } },
    );
    expect(output).toMatchObject({ error: true, tool_output: { error: expect.stringContaining('agent.metadata.of') } });
    await api.patch(`/v2/agents/${agentOf(at)}`, { metadata: { of: { ada: 36 } } });
    await scripted(at, { tool_calls: [call('it', {}, 'second')] }, { text: 'Done.' });
    expect(outputs((await say(at, 'Again.')).events)[0]!.tool_output).toEqual({
      key: at.split('/').at(-1),
      tenant: { id: 7 },
      as_text: '{"id":7}',
      literal: { $ref: 'session.key' },
      of: 36,
    });
  });

  test('is never shown where it is secret: not in events, errors, the journal or to the model', async () => {
    const { configuration, mcp } = await served(echo(), {
      name: 'leaks',
      run: ({ key }) => ({ ...said(`No such key: ${key}`), isError: true }),
    });
    const argument_override = {
      key: { $ref: 'session.secrets.key' },
      all: { $ref: 'session.secrets' },
      inside: { list: [{ $ref: '["session"]["secrets"].key' }] },
    };
    const at = await sessionOf(
      {
        tool_configurations: {
          it: configuration('echo', { argument_override, output_transform: 'keys' }),
          leaks: configuration('leaks', { argument_override }),
          odd: configuration('echo', { argument_override, input_transform: '.session.secrets.key | tonumber' }),
        },
      },
      { secrets: { key: SECRET } },
    );
    const calls = ['it', 'leaks', 'odd'].map((name) => call(name));
    await scripted(at, { tool_calls: calls }, { text: 'Done.' });
    const { events } = await say(at, 'Go.');
    expect(mcp.calls.map(({ args }) => args.key)).toEqual([SECRET, SECRET]);
    const [it, leaks, odd] = ['it', 'leaks', 'odd'].map(
      (id) => outputs(events).find((one) => one.tool_call_id === id)!,
    );
    expect(it!.resolved_argument_overrides).toEqual({
      key: '****',
      all: { key: '****' },
      inside: { list: ['****'] },
    });
    expect(leaks!.tool_output).toEqual({ error: 'No such key: ****' });
    expect(odd!.tool_output.error).toMatch(/^Input transform failed: .*\*\*\*\*/);
    expect(JSON.stringify(events)).not.toContain(SECRET);
    expect(JSON.stringify(await api.read(`${at}/events`))).not.toContain(SECRET);
    const entry = await entryOf(api, { operation: 'createAgentInput', path: at });
    expect(JSON.stringify(entry)).not.toContain(SECRET);
    expect((await api.get(`/_emulator/journal/${entry.id}/explain`)).text).not.toContain(SECRET);
  });

  test('that is echoed by what was asked stays as it came, and the journal hides it', async () => {
    const { configuration } = await served(echo());
    const argument_override = { key: { $ref: 'session.secrets.key' } };
    const { at, output } = await calling(
      configuration('echo', { argument_override }),
      {},
      { secrets: { key: SECRET } },
    );
    expect(output.tool_output).toEqual({ key: SECRET });
    await api.read(`${at}/events`);
    await api.read(`${at}/events/${output.id}`);
    for (const operation of ['createAgentInput', 'listAgentEvents', 'getAgentEvent']) {
      const entry = await entryOf(api, {
        operation,
        path: operation === 'getAgentEvent' ? `${at}/events/${output.id}` : at,
      });
      expect(JSON.stringify(entry)).toContain('tool_output');
      expect(JSON.stringify(entry)).not.toContain(SECRET);
    }
  });
});

describe('references to outputs of tools', () => {
  test('have a call wait for the others of its answer, and lead to the newest', async () => {
    const { configuration, mcp } = await served(echo());
    const argument_override = { from: { $ref: 'tools.first.n' }, also: { $ref: 'tools.first.outputs.latest.n' } };
    const tool_configurations = {
      first: configuration('echo'),
      second: configuration('echo', { argument_override }),
    };
    const at = await sessionOf({ tool_configurations });
    const pair = (n: number) => ({ tool_calls: [call('second', {}, `s${n}`), call('first', { n }, `f${n}`)] });
    await scripted(at, pair(1), pair(2), { text: 'Done.' });
    const { events } = await say(at, 'Go.');
    expect(mcp.calls.map(({ args }) => args)).toEqual([{ n: 1 }, { from: 1, also: 1 }, { n: 2 }, { from: 2, also: 2 }]);
    expect(outputs(events).map(({ tool_call_id }) => tool_call_id)).toEqual(['f1', 's1', 'f2', 's2']);
    expect(outputs(events)[1]!.resolved_argument_overrides).toEqual({ from: 1, also: 1 });
  });

  test('that wait for each other wait for nothing', async () => {
    const { configuration } = await served(echo());
    const needing = (name: string) => configuration('echo', { argument_override: { x: { $ref: `tools.${name}.n` } } });
    const at = await sessionOf({ tool_configurations: { a: needing('b'), b: needing('a') } });
    await scripted(at, { tool_calls: [call('a'), call('b')] }, { text: 'Done.' });
    const errors = outputs((await say(at, 'Go.')).events).map(({ tool_output }) => tool_output.error);
    expect(errors).toEqual(["Unresolved reference 'tools.b.n'", "Unresolved reference 'tools.a.n'"]);
  });

  test('are looked up when the search runs, all others before the turn begins', async () => {
    const corpus = await createCorpus(api, ['Tea is hot.']);
    const { configuration } = await served(echo());
    const at = await sessionOf({
      tool_configurations: { pick: configuration('echo'), kb: searchOf({ $ref: 'tools.pick.corpus' } as never) },
    });
    const calls = [call('kb', { query: 'tea' }), call('pick', { corpus })];
    await scripted(at, { tool_calls: calls }, { text: 'Done.' });
    const found = outputs((await say(at, 'Go.')).events)[1]!;
    expect(found).toMatchObject({ tool_call_id: 'kb', tool_output: { search_results: [{ text: 'Tea is hot.' }] } });

    const eager = {
      kb: searchOf({ $ref: 'session.metadata.corpus' } as never),
      page: { type: 'web_get', argument_override: { url: { $ref: 'agent.metadata.url' } } },
    };
    const other = await sessionOf({ tool_configurations: eager });
    const refused = await api.post(`${other}/events`, text('Go.'));
    expect([refused.status, refused.body.messages]).toEqual([
      422,
      ["Failed to resolve eager references: tool 'kb': unresolved refs [session.metadata.corpus]"],
    ]);
    await api.patch(other, { metadata: { corpus: '' } });
    expect((await api.post(`${other}/events`, text('Go.'))).body.messages).toEqual([
      "Failed to resolve eager references: tool 'page': unresolved refs [agent.metadata.url]",
    ]);
    expect((await api.read(`${other}/events`)).events).toEqual([]);
    expect((await api.read(other)).status).toBe('unstarted');
  });
});

describe('calls of one answer', () => {
  test('run together, are told as they end, and reach the model in their order', async () => {
    const later = Promise.withResolvers<void>();
    const { configuration } = await served(
      { name: 'slow', run: () => later.promise.then(() => said('slow')) },
      {
        name: 'fast',
        run() {
          later.resolve();
          return said('fast');
        },
      },
    );
    const at = await sessionOf({
      tool_configurations: { slow: configuration('slow'), fast: configuration('fast') },
    });
    await scripted(at, { tool_calls: [call('slow'), call('fast')] }, { text: 'Done.' });
    const { events } = await say(at, 'Go.');
    expect(typesOf(events).slice(1, 3)).toEqual(['tool_input', 'tool_input']);
    expect(outputs(events).map(({ error }) => error)).toEqual([false, false]);
    expect((await toldToModel(at)).map(({ toolCallId }) => toolCallId)).toEqual(['slow', 'fast']);
  });

  test('are ended by an interrupt, and the next turn can be made from what is there', async () => {
    const { configuration, mcp } = await served(echo(), {
      name: 'endless',
      run: () => new Promise(() => {}),
    });
    const at = await sessionOf({
      tool_configurations: { echo: configuration('echo'), endless: configuration('endless') },
    });
    await scripted(at, { tool_calls: [call('endless'), call('echo')] }, { text: 'Back.' });
    const running = say(at, 'Go.');
    await expect.poll(async () => typesOf((await api.read(`${at}/events`)).events)).toContain('tool_output');
    const { events } = await api.create(`${at}/events`, { type: 'interrupt' });
    expect(typesOf(events)).toEqual(['session_interrupted']);
    expect(outputs((await running).events)).toMatchObject([
      { tool_call_id: 'echo', error: false },
      { tool_call_id: 'endless', error: true, tool_output: { error: 'Interrupted by the user.' } },
    ]);
    await expect.poll(() => mcp.state.aborted).toBe(1);
    expect((await say(at, 'And now?')).events.at(-1).content).toBe('Back.');
    expect(await toldToModel(at)).toMatchObject([
      { toolCallId: 'endless', isError: true },
      { toolCallId: 'echo', content: '{}' },
    ]);
  });
});
