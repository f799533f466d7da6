import { describe, expect, test } from 'vitest';
import { agentOf, agentsFor, searchOf } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { serveMcp } from '../support/upstreams/mcp-server.ts';

const api = emulatorForFile();
const { sessionOf, callTool } = agentsFor(api);

const readers = {
  read: { type: 'artifact_read' },
  grep: { type: 'artifact_grep' },
  jq: { type: 'dynamic_vectara', tool_id: 'tol_vectara_artifact_jq' },
};
const kb = searchOf('none');

interface Given {
  output: object;
  error?: string;
  tools?: object;
  offloading?: object;
}

/** What is told of a tool that gives this output. */
async function told({ output, error, tools = {}, offloading }: Given) {
  const at = await sessionOf({
    tool_configurations: { kb, ...tools },
    ...(offloading ? { tool_output_offloading: offloading } : {}),
  });
  const match = { agent: agentOf(at), tool: { name: 'kb' } };
  const answer = error === undefined ? { output } : { error };
  await api.create('/_emulator/scripts', { match, answers: [answer] });
  return { at, ...(await callTool(at, 'kb', { query: 'x' })) };
}

const rows = (count: number) => ({
  rows: Array.from({ length: count }, (_, id) => ({ id, text: `Row ${id} of many.` })),
});

describe('an output of 2 MB', () => {
  test('becomes an artifact, which tools look into', async () => {
    const output = { ...rows(45_000), next: null, total: 45_000 };
    const mcp = await serveMcp({
      transport: 'streamable-http',
      tools: [{ name: 'dump', run: () => ({ content: [], structuredContent: output }) }],
    });
    const server = { name: uniqueName('server'), type: 'mcp', uri: mcp.url, transport: 'streamable-http' };
    const { id } = await api.create('/v2/tool_servers', server);
    await api.post(`/v2/tool_servers/${id}/sync`);
    const { tools } = await api.read(`/v2/tools?tool_server_id=${id}`);
    const dump = { type: 'mcp', tool_id: tools[0].id };
    const at = await sessionOf({ tool_configurations: { dump, ...readers } });
    const { tool_output, error, tool_call_id } = await callTool(at, 'dump', {});
    expect(error).toBe(false);
    expect(tool_output).toEqual({
      artifact_id: expect.stringMatching(/^art_/),
      filename: 'dump_output.json',
      mime_type: 'application/json',
      size_bytes: expect.any(Number),
      line_count: 180_006,
      shape: { rows: 'array[45000]', next: 'null', total: 'number' },
      access: {
        read: expect.stringContaining('start_line'),
        grep: expect.stringContaining('pattern'),
        jq: expect.stringContaining('filter'),
      },
    });
    const { artifact_id, size_bytes } = tool_output;
    expect(size_bytes).toBeGreaterThan(2 * 1024 * 1024);
    const kept = await api.read(`${at}/artifacts/${artifact_id}`);
    expect(kept.metadata).toEqual({ tool: 'dump', tool_call_id });
    expect(JSON.parse(Buffer.from(kept.data, 'base64').toString())).toEqual(output);
    const found = await callTool(at, 'grep', { artifact_id, pattern: 'Row 44321 ', grep_options: ['-n', '-B1'] });
    expect(found.tool_output).toMatchObject({ match_count: 1, matches: expect.stringContaining('"id": 44321,') });
    const [, line] = /^(\d+):/m.exec(found.tool_output.matches)!;
    const read = await callTool(at, 'read', { artifact_id, start_line: Number(line), end_line: Number(line) });
    expect(read.tool_output.content).toContain('Row 44321 of many.');
    const counted = await callTool(at, 'jq', { artifact_id, filter: '.rows | length' });
    expect(counted.tool_output).toMatchObject({ result: 45_000 });
  });

  test('is cut where nothing could read an artifact, and asks no more of the model than it takes', async () => {
    const { tool_output, at } = await told({
      output: { kind: 'page', content: `begin ${'é'.repeat(1024 * 1024)} end` },
    });
    expect(tool_output.kind).toBe('page');
    expect(tool_output.content).toMatch(/^begin é+… \[\d+ characters omitted\] …é+ end$/);
    const size = Buffer.byteLength(JSON.stringify(tool_output));
    expect(size).toBeLessThanOrEqual(128_000);
    expect(size).toBeGreaterThan(120_000);
    expect((await api.read(`${at}/artifacts`)).artifacts).toEqual([]);
  });
});

test('a text alone is kept as it is, and its wrapping is not told', async () => {
  const output = { text: 'one\ntwo\n'.repeat(40_000) };
  const tools = { kb: { ...kb, output_transform: '.text' }, ...readers };
  const { tool_output, output_wrapped, at } = await told({ output, tools });
  expect(tool_output).toMatchObject({ filename: 'kb_output.txt', mime_type: 'text/plain', line_count: 80_000 });
  expect(tool_output).not.toHaveProperty('shape');
  expect(output_wrapped).toBeUndefined();
  const lines = await callTool(at, 'read', { artifact_id: tool_output.artifact_id, start_line: 79_999 });
  expect(lines.tool_output).toMatchObject({ content: 'one\ntwo', total_lines: 80_000 });
});

const KILOBYTE = { text: 'x'.repeat(1000) };
const size = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) });
const isPutAway = ({ tool_output }: Json) => 'artifact_id' in tool_output;

test.each<[string, object, number, boolean]>([
  ['a quarter of the window is the limit', {}, 128_000, false],
  ['a quarter of the window is passed', {}, 128_001, true],
  ['the share of the window', { context_percentage: 0.01 }, 5121, true],
  ['the share of the window', { context_percentage: 0.01 }, 5120, false],
  ['at least the smallest limit', { context_percentage: 0.01, min_threshold_bytes: 6000 }, 6000, false],
  ['at most the largest limit', { max_threshold_bytes: 2000 }, 2001, true],
  ['room that the conversation leaves', { headroom_percentage: 0.05 }, 25_601, true],
  [
    'all of the window',
    { headroom_percentage: 1, context_percentage: 1, max_threshold_bytes: 900_000 },
    512_000,
    false,
  ],
  ['nothing', { enabled: false }, 300_000, false],
])('is put away beyond %s: %j, %i bytes: %s', async (_, offloading, bytes, expected) => {
  const given = await told({ output: size(bytes), tools: readers, offloading });
  expect(isPutAway(given)).toBe(expected);
});

test('goes to an artifact, or is cut, as the agent says', async () => {
  const limits = { min_threshold_bytes: 1024, max_threshold_bytes: 1024 };
  expect(isPutAway(await told({ output: size(2000), offloading: { mode: 'artifact', ...limits } }))).toBe(true);
  const cut = await told({ output: size(2000), tools: readers, offloading: { mode: 'truncate', ...limits } });
  expect(cut.tool_output.text).toMatch(/^x+… \[\d+ characters omitted\] …x+$/);
});

test('what cannot be cut in its texts is cut as a whole', async () => {
  const offloading = { min_threshold_bytes: 1024, max_threshold_bytes: 1024 };
  const { tool_output } = await told({ output: rows(500), offloading });
  expect(tool_output.content).toMatch(/^\{"rows":\[\{"id":0,.*… \[\d+ characters omitted\] ….*\]\}$/);
  expect(Buffer.byteLength(JSON.stringify(tool_output))).toBeLessThanOrEqual(1024);
});

test('only the longest texts are cut', async () => {
  const offloading = { min_threshold_bytes: 4096, max_threshold_bytes: 4096 };
  const { tool_output } = await told({ output: { a: 'y'.repeat(9000), b: KILOBYTE }, offloading });
  expect(tool_output.b).toEqual(KILOBYTE);
  expect(tool_output.a).toMatch(/omitted/);
});

test('a long error is cut and never put away', async () => {
  const { tool_output, error } = await told({ output: {}, error: 'z'.repeat(200_000), tools: readers });
  expect(error).toBe(true);
  expect(tool_output.error).toMatch(/^z+… \[\d+ characters omitted\] …z+$/);
});

test('a smallest limit above the largest is refused', async () => {
  const { status, body } = await api.post('/v2/agents', {
    name: 'A',
    model: { name: 'gpt-4o' },
    first_step: { name: 'main' },
    tool_output_offloading: { min_threshold_bytes: 4000, max_threshold_bytes: 2000 },
  });
  expect({ status, fields: Object.keys(body.field_errors) }).toEqual({
    status: 400,
    fields: ['body.tool_output_offloading.min_threshold_bytes'],
  });
});
