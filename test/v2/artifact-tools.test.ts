import { describe, expect, test } from 'vitest';
import { agentsFor } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { serveMcp } from '../support/upstreams/mcp-server.ts';
import { DIALECTS, provider } from './support/provider.ts';

const api = emulatorForFile();
const { sessionOf, say, scripted, upload, callTool } = agentsFor(api);

const tools = {
  read: { type: 'artifact_read' },
  little: { type: 'artifact_read', tool_configuration: { max_size_bytes: 10, max_lines: 2 } },
  grep: { type: 'artifact_grep' },
  jq: { type: 'dynamic_vectara', tool_id: 'tol_vectara_artifact_jq' },
  look: { type: 'image_read' },
};
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const TEAS = 'green tea\nblack tea\n\nwhite (tea)\ncoffee\n';

let session: Promise<string> | undefined;

/** What a call of a tool of a session with this file gives. */
async function on(content: string | Uint8Array, name: string, args: object, filename = 'teas.txt') {
  session ??= sessionOf({ tool_configurations: tools });
  const at = await session;
  const artifact = await upload(at, filename, content);
  const { tool_output, error } = await callTool(at, name, { artifact_id: artifact.artifact_id, ...args });
  return { artifact, output: tool_output, error };
}

describe('reading', () => {
  test('shows a text whole, or lines of it', async () => {
    const { artifact, output } = await on(TEAS, 'read', {});
    expect(Object.entries(output)).toEqual([
      ['artifact_id', artifact.artifact_id],
      ['content', TEAS],
      ['filename', 'teas.txt'],
      ['mime_type', 'text/plain'],
      ['size_bytes', 40],
      ['encoding', 'raw'],
      ['metadata', { original_filename: 'teas.txt' }],
    ]);
    const lines = await on(TEAS, 'read', { start_line: 2, end_line: 4 });
    expect(lines.output).toMatchObject({
      content: 'black tea\n\nwhite (tea)',
      start_line: 2,
      end_line: 4,
      total_lines: 5,
    });
    expect(lines.output).not.toHaveProperty('truncated');
  });

  test.each<[object, object]>([
    [{ start_line: 3 }, { content: '\nwhite (te', start_line: 3, end_line: 4, truncated: true }],
    [{ start_line: 5 }, { content: 'coffee', start_line: 5, end_line: 5, total_lines: 5 }],
    [
      { start_line: 1, end_line: 1 },
      { content: 'green tea', end_line: 1, total_lines: 5 },
    ],
  ])('shows no more than it may: %j', async (range, expected) => {
    expect((await on(TEAS, 'little', range)).output).toMatchObject(expected);
  });

  test('gives bytes in base64', async () => {
    expect((await on(PIXEL, 'read', { encoding: 'base64' }, 'dot.png')).output).toMatchObject({
      content: PIXEL.toString('base64'),
      mime_type: 'image/png',
      encoding: 'base64',
    });
  });

  test.each<[string, string | Uint8Array, object, RegExp]>([
    ['read', PIXEL, {}, /is no text\. Read it with the encoding base64\.$/],
    ['little', TEAS, {}, /has 40 bytes, more than the 10 .*start_line and end_line\.$/],
    ['little', TEAS, { encoding: 'base64' }, /has 40 bytes, more than the 10 that are read at once\.$/],
    ['read', TEAS, { start_line: 9 }, /has 5 lines; there is no line 9\.$/],
    ['read', TEAS, { start_line: 3, end_line: 2 }, /end_line 2 stands before start_line 3/],
    ['read', TEAS, { start_line: 0 }, /^Invalid arguments: 'start_line' does not fit its schema: minimum 1\.$/],
    ['read', TEAS, { encoding: 'rot13' }, /^Invalid arguments: 'encoding' should be one of "raw", "base64"\.$/],
    ['read', TEAS, { artifact_id: 'art_not_there' }, /^Artifact 'art_not_there' was not found\.$/],
  ])('says what it cannot do: %s %#', async (tool, content, args, message) => {
    const { output, error } = await on(content, tool, args, 'x.bin');
    expect({ output, error }).toEqual({ output: { error: expect.stringMatching(message) }, error: true });
  });

  test('knows the artifacts of its own session alone', async () => {
    const { artifact_id } = await upload(await sessionOf(), 'a.txt', 'x');
    const at = await sessionOf({ tool_configurations: tools });
    expect(await callTool(at, 'read', { artifact_id })).toMatchObject({ error: true });
  });
});

describe('grep', () => {
  test.each<[string, string[], string, number]>([
    ['tea', [], 'green tea\nblack tea\nwhite (tea)', 3],
    ['TEA$', ['-in'], '1:green tea\n2:black tea', 2],
    ['tea', ['-v'], '\ncoffee', 2],
    ['tea', ['-c'], '3', 3],
    ['e\\+', ['-o'], 'ee\ne\ne\ne\ne\nee', 4],
    ['e+', ['-E', '-o', '-m', '1'], 'ee\ne', 1],
    ['(tea)', [], 'white (tea)', 1],
    ['(tea)', ['-E', '-c'], '3', 3],
    ['green|coffee', ['-E'], 'green tea\ncoffee', 2],
    ['green\\|coffee', [], 'green tea\ncoffee', 2],
    ['(tea)', ['-F'], 'white (tea)', 1],
    ['te', ['-w'], '', 0],
    ['coffe.', ['-x'], 'coffee', 1],
    ['^[[:upper:]]', [], '', 0],
    ['white', ['-n', '-B', '1', '-A1'], '3-\n4:white (tea)\n5-coffee', 1],
    ['green\\|coffee', ['-C0'], 'green tea\ncoffee', 2],
    ['green\\|white', ['-n', '-A 0', '-B 1'], '1:green tea\n--\n3-\n4:white (tea)', 2],
  ])('finds %j with %j', async (pattern, grep_options, matches, match_count) => {
    const { output, artifact } = await on(TEAS, 'grep', { pattern, grep_options });
    expect(output).toEqual({ artifact_id: artifact.artifact_id, pattern, match_count, matches, truncated: false });
  });

  test.each<[object, RegExp]>([
    [{ pattern: 'a', grep_options: ['-P'] }, /^grep option '-P' is not supported; there are -E/],
    [{ pattern: 'a', grep_options: ['-A'] }, /^grep option -A needs a number\.$/],
    [{ pattern: '(a', grep_options: ['-E'] }, /^The pattern cannot be used: /],
    [{ pattern: '\\(a\\)\\1' }, /^The pattern cannot be used: /],
    [{ pattern: 'a', grep_options: '-i' }, /^Invalid arguments: 'grep_options' should be of type array\.$/],
  ])('refuses %j', async (args, message) => {
    expect((await on(TEAS, 'grep', args)).output).toEqual({ error: expect.stringMatching(message) });
  });

  test('shows no more than it may, and counts all', async () => {
    const { output } = await on('tea\n'.repeat(5000), 'grep', { pattern: 'tea' });
    expect({ ...output, matches: output.matches.split('\n').length }).toMatchObject({
      match_count: 5000,
      matches: 200,
      truncated: true,
    });
  });

  test('looks through 10 MB in turns, a line of megabytes among them, while others are answered', async () => {
    const lines = Array.from({ length: 150_000 }, (_, index) => `line ${index} of some text`);
    const content = ['x'.repeat(6 * 1024 * 1024), ...lines, 'the needle', ''].join('\n');
    const at = await sessionOf({ tool_configurations: tools });
    const { artifact_id, size_bytes } = await upload(at, 'large.txt', content);
    expect(size_bytes).toBeGreaterThan(9.5e6);
    let isDone = false;
    const call = callTool(at, 'grep', { artifact_id, pattern: 'needle', grep_options: ['-n'] }).finally(() => {
      isDone = true;
    });
    let answered = 0;
    while (!isDone) {
      await api.read('/v2/agents?limit=1');
      answered += 1;
    }
    expect((await call).tool_output).toMatchObject({ match_count: 1, matches: '150002:the needle' });
    expect(answered).toBeGreaterThan(5);
    const line = await callTool(at, 'read', { artifact_id, start_line: 150_002 });
    expect(line.tool_output).toMatchObject({ content: 'the needle', total_lines: 150_002 });
  });
});

describe('jq', () => {
  const JSON_FILE = JSON.stringify({ teas: [{ name: 'green' }, { name: 'black' }] });
  test.each<[string, unknown]>([
    ['.teas[1].name', 'black'],
    ['.teas[].name', ['green', 'black']],
    ['.nothing', null],
    ['empty', []],
  ])('runs %j over an artifact', async (filter, result) => {
    const { output, artifact } = await on(JSON_FILE, 'jq', { filter }, 'teas.json');
    expect(output).toEqual({ artifact_id: artifact.artifact_id, result });
  });

  test.each<[string, string, RegExp]>([
    ['{', JSON_FILE, /^jq failed: syntax error/],
    ['.teas.name', JSON_FILE, /^jq failed: Cannot index array/],
    ['.', 'no JSON', /^jq failed: /],
  ])('says why %j fails', async (filter, content, message) => {
    expect((await on(content, 'jq', { filter })).output).toEqual({ error: expect.stringMatching(message) });
  });

  test('cuts what is too large to be shown', async () => {
    const { output } = await on(JSON.stringify('x'.repeat(100_000)), 'jq', { filter: '.' });
    expect(output).toMatchObject({ result: expect.stringMatching(/^"x+$/), truncated: true });
  });
});

describe('making artifacts', () => {
  test('is offered to whoever works with them, and to nobody else', async () => {
    const at = await sessionOf({ tool_configurations: { read: tools.read } });
    expect((await callTool(at, 'artifact_create', { filename: 'a.txt', content: 'x' })).error).toBe(false);
    const without = await sessionOf();
    expect((await callTool(without, 'artifact_create', { filename: 'a.txt', content: 'x' })).error).toBe(true);
    const first_step = { name: 'main', instructions: [], allowed_tools: ['read'] };
    const narrow = await sessionOf({ tool_configurations: { read: tools.read }, first_step });
    expect((await callTool(narrow, 'artifact_create', { filename: 'a.txt', content: 'x' })).error).toBe(true);
  });

  test.each<[object, object, string]>([
    [{ filename: 'a.md', content: '# Tea' }, { mime_type: 'text/markdown', size_bytes: 5 }, '# Tea'],
    [{ filename: 'a.json', content: { a: 1 } }, { mime_type: 'application/json' }, '{\n  "a": 1\n}'],
    [{ filename: 'a', content: 'x', mime_type: 'text/x-tea' }, { mime_type: 'text/x-tea' }, 'x'],
  ])('keeps %j', async (args, expected, content) => {
    const at = await sessionOf({ tool_configurations: { keep: { type: 'artifact_create' } } });
    const { tool_output } = await callTool(at, 'keep', { ...args, description: 'Notes.' });
    expect(tool_output).toMatchObject(expected);
    const kept = await api.read(`${at}/artifacts/${tool_output.artifact_id}`);
    expect(kept).toMatchObject({ metadata: { tool: 'artifact_create' }, description: 'Notes.', ttl_days: 30 });
    expect(Buffer.from(kept.data, 'base64').toString()).toBe(content);
  });
});

describe('pictures', () => {
  test('follow as an event, of which the output is a copy', async () => {
    const at = await sessionOf({ tool_configurations: tools });
    const { artifact_id } = await upload(at, 'dot.png', PIXEL, 'image/png');
    await scripted(
      at,
      { tool_calls: [{ name: 'look', arguments: { artifact_id, detail: 'low' } }] },
      { text: 'A dot.' },
    );
    const { events } = await say(at, 'What is on it?');
    expect(typesOf(events)).toEqual(['input_message', 'tool_input', 'tool_output', 'image_read', 'agent_output']);
    const [, , output, image] = events;
    expect(image).toMatchObject({ artifact_id, detail: 'low' });
    expect(output.tool_output).toEqual(image);
    expect(output.created_at < image.created_at).toBe(true);
    expect((await api.read(`${at}/events/${image.id}`)).type).toBe('image_read');
  });

  test.each([
    [
      true,
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL.toString('base64')}`, detail: 'auto' } },
    ],
    [false, { type: 'text', text: expect.stringContaining('cannot see') }],
  ])('come to a model after all results of its calls; it sees images: %s', async (image_support, part) => {
    const { llm, answers, received } = await provider(DIALECTS[0]!);
    const capabilities = { ...llm.capabilities, image_support };
    const { name } = await api.create('/v2/llms', { name: uniqueName('llm'), ...llm, capabilities });
    const at = await sessionOf({ model: { name }, tool_configurations: tools });
    const { artifact_id } = await upload(at, 'dot.png', PIXEL, 'image/png');
    received();
    const look = (id: string) => ({ id, name: 'look', args: { artifact_id } });
    answers.push({ calls: [look('one'), look('two')] }, { text: 'A dot.' });
    await say(at, 'What is on it?');
    const { messages } = received().at(-1)!;
    expect(messages.map(({ role }: Json) => role).slice(-5)).toEqual(['assistant', 'tool', 'tool', 'user', 'user']);
    expect(messages.slice(-2).map(({ content }: Json) => content)).toEqual([[part], [part]]);
  });

  test('are refused when they are none', async () => {
    const { output } = await on(TEAS, 'look', {});
    expect(output.error).toMatch(/is no picture that can be shown: text\/plain is none of image\/png/);
  });
});

test('the clock is told in any zone', async () => {
  const at = await sessionOf({
    tool_configurations: { clock: { type: 'dynamic_vectara', tool_id: 'tol_vectara_current_time' } },
  });
  const told = async (args: object): Promise<Json> => (await callTool(at, 'clock', args)).tool_output;
  expect(await told({})).toEqual({
    current_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    timezone: 'UTC',
  });
  const there = await told({ timezone: 'Asia/Kolkata' });
  expect(there.current_time).toMatch(/\+05:30$/);
  expect(Math.abs(Date.parse(there.current_time) - Date.parse((await told({})).current_time))).toBeLessThan(60_000);
  expect((await told({ timezone: 'Mars/Base' })).error).toMatch(/is no time zone/);
});

test('pictures that a tool server gives are artifacts, which the model may look at', async () => {
  const data = PIXEL.toString('base64');
  const mcp = await serveMcp({
    transport: 'streamable-http',
    tools: [{ name: 'draw', run: () => ({ content: [{ type: 'image', mimeType: 'image/png', data }] }) }],
  });
  const server = { name: uniqueName('server'), type: 'mcp', uri: mcp.url, transport: 'streamable-http' };
  const { id } = await api.create('/v2/tool_servers', server);
  await api.post(`/v2/tool_servers/${id}/sync`);
  const [{ id: tool_id }] = (await api.read(`/v2/tools?tool_server_id=${id}`)).tools;
  const at = await sessionOf({ tool_configurations: { draw: { type: 'mcp', tool_id }, look: tools.look } });
  const { content } = (await callTool(at, 'draw', {})).tool_output;
  const [, artifact_id] = /^\[image, image\/png, \d+ bytes, (art_\w+)\]$/.exec(content)!;
  expect(await api.read(`${at}/artifacts/${artifact_id}`)).toMatchObject({
    ...{ filename: 'draw_output.png', mime_type: 'image/png', metadata: { tool: 'draw' }, data },
  });
  expect((await callTool(at, 'look', { artifact_id })).tool_output.type).toBe('image_read');
});
