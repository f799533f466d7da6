import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, inNewAccount, uniqueName } from '../support/emulator.ts';
import { json, serve } from '../upstream/support/serve.ts';

const api = emulatorForFile();

const clientTool = (fields: object = {}) => ({
  type: 'client',
  name: uniqueName('calc'),
  description: 'Adds numbers.',
  ...fields,
});
const made = (fields: object = {}) => api.create('/v2/tools', clientTool(fields));
const agentWith = (tool_configurations: object) => ({
  name: 'A',
  model: { name: 'gpt-4o' },
  first_step: { name: 'main', instructions: [] },
  tool_configurations,
});

describe('a client tool', () => {
  test('is numbered, titled after its name, answered and listed after those of the platform', async () => {
    const own = inNewAccount(api);
    const tool = await own.create('/v2/tools', clientTool({ name: 'calc_score' }));
    expect(tool).toEqual({
      id: 'tol_1',
      name: 'calc_score',
      title: 'Calc score',
      description: 'Adds numbers.',
      documentation: 'Adds numbers.',
      type: 'client',
      enabled: true,
      experimental: false,
      created_at: expect.stringMatching(/\.\d{3}Z$/),
      updated_at: tool.created_at,
      input_schema: { type: 'object', properties: {} },
    });
    await own.create('/v2/tools', clientTool({ name: 'another', title: 'Something' }));
    expect(await own.read('/v2/tools/tol_1')).toEqual(tool);
    const { tools } = await own.read('/v2/tools');
    expect(tools.slice(-2).map(({ id }: Json) => id)).toEqual(['tol_1', 'tol_2']);
    expect((await own.read('/v2/tools?type=client&filter=Some')).tools).toMatchObject([{ id: 'tol_2' }]);
    expect((await own.read('/v2/tools?type=client&limit=1')).metadata.page_key).toEqual(expect.any(String));
  });

  test('changes by what a request names', async () => {
    const { id, name } = await made({ output_schema: { type: 'object' } });
    const input_schema = { properties: { a: { type: 'number', minimum: 1 } }, required: ['a'] };
    const change = async (fields: object) => (await api.patch(`/v2/tools/${id}`, { type: 'client', ...fields })).body;
    expect(await change({ title: 'New title', enabled: false, input_schema })).toMatchObject({
      name,
      title: 'New title',
      description: 'Adds numbers.',
      enabled: false,
      input_schema: { type: 'object', ...input_schema },
      output_schema: { type: 'object' },
    });
    expect(await change({ output_schema: {} })).not.toHaveProperty('output_schema');
    expect((await api.patch(`/v2/tools/${id}`, { type: 'lambda' })).body.field_errors).toEqual({
      'body.type': "must be the tool's own, 'client'.",
    });
  });

  test.each([
    [{ name: 'no spaces' }, 'body.name'],
    [{ description: '' }, 'body.description'],
    [{ input_schema: { type: 'array' } }, 'body.input_schema.type'],
    [{ type: 'mcp' }, 'body.type'],
  ])('is refused with %j', async (fields, field) => {
    const { status, body } = await api.post('/v2/tools', clientTool(fields));
    expect({ status, fields: Object.keys(body.field_errors) }).toEqual({ status: 400, fields: [field] });
  });

  test('has a name and a title that no other tool has', async () => {
    const tool = await made({ title: 'The only one' });
    const other = await made();
    const statusOf = async (fields: object) => (await api.post('/v2/tools', clientTool(fields))).status;
    expect(await statusOf({ name: tool.name })).toBe(409);
    expect(await statusOf({ title: 'The only one' })).toBe(409);
    expect(await statusOf({ name: 'web_search' })).toBe(409);
    expect((await api.patch(`/v2/tools/${other.id}`, { type: 'client', title: 'The only one' })).status).toBe(409);
    expect((await api.patch(`/v2/tools/${tool.id}`, { type: 'client', title: 'The only one' })).status).toBe(200);
  });
});

test('tools of the platform stay as they are', async () => {
  const denied = { status: 403, body: { messages: ['Denied access to resource tol_web_search.'] } };
  expect(await api.patch('/v2/tools/tol_web_search', { type: 'client', enabled: false })).toMatchObject(denied);
  expect(await api.delete('/v2/tools/tol_web_search')).toMatchObject(denied);
  expect((await api.delete('/v2/tools/tol_999')).status).toBe(404);
});

test('a tool that an agent or a lambda uses cannot be deleted', async () => {
  const ofAgent = await made();
  const ofLambda = await api.create('/v2/tools', clientTool({ type: 'lambda', code: 'def process(): return 1' }));
  const agent = await api.create('/v2/agents', agentWith({ calc: { type: 'client', tool_id: ofAgent.id } }));
  const lambda = await api.create('/v2/tools', {
    ...clientTool({ type: 'lambda', code: 'def process() -> int:\n    return 1\n' }),
    tool_configurations: { inner: { type: 'lambda', tool_id: ofLambda.id } },
  });
  const inUse = { status: 409, body: { messages: ['tool is being used in different configurations'] } };
  for (const { id } of [ofAgent, ofLambda]) expect(await api.delete(`/v2/tools/${id}`)).toMatchObject(inUse);
  await api.delete(`/v2/agents/${agent.key}`);
  await api.patch(`/v2/tools/${lambda.id}`, { type: 'lambda', tool_configurations: null });
  for (const { id } of [ofAgent, ofLambda]) expect((await api.delete(`/v2/tools/${id}`)).status).toBe(204);
  expect((await api.get(`/v2/tools/${ofAgent.id}`)).status).toBe(404);
});

test('a lambda is answered with its code and its limits', async () => {
  const code = 'def process() -> int:\n    return 1\n';
  const execution_configuration = { max_memory_mb: 200 };
  const tool = await api.create('/v2/tools', clientTool({ type: 'lambda', code, execution_configuration }));
  expect(tool).toMatchObject({
    type: 'lambda',
    language: 'python',
    function_definition: {
      language: 'python',
      code,
      validation_status: 'valid',
      validation_errors: [],
      execution_configuration: { max_execution_time_seconds: 30, max_memory_mb: 200 },
    },
  });
});

test('an agent is given the tools that there are, as they are described, and not those that are disabled', async () => {
  const shown = await made({ description: 'Asks the page.', input_schema: { type: 'object', properties: { q: {} } } });
  const hidden = await made();
  await api.patch(`/v2/tools/${hidden.id}`, { type: 'client', enabled: false });
  const wrongType = await api.post('/v2/agents', agentWith({ one: { type: 'lambda', tool_id: shown.id } }));
  expect(Object.keys(wrongType.body.field_errors)).toEqual(['body.tool_configurations.one.tool_id']);

  const upstream = await serve(json({ choices: [{ message: { content: 'Yes.' }, finish_reason: 'stop' }] }));
  const llm = await api.create('/v2/llms', {
    name: uniqueName('llm'),
    type: 'openai-compatible',
    model: 'gpt-4o',
    uri: `${upstream.url}/v1/chat/completions`,
    auth: { type: 'bearer', token: 'secret-token' },
    capabilities: { tool_calling: true },
  });
  const { key } = await api.create('/v2/agents', {
    ...agentWith({ one: { type: 'client', tool_id: shown.id }, two: { type: 'client', tool_id: hidden.id } }),
    model: { name: llm.name },
  });
  const { key: session } = await api.create(`/v2/agents/${key}/sessions`, {});
  await api.create(`/v2/agents/${key}/sessions/${session}/events`, { messages: [{ type: 'text', content: 'Hi' }] });
  expect(JSON.parse(upstream.received.at(-1)!.body).tools).toMatchObject([
    { function: { name: 'one', description: 'Asks the page.', parameters: { type: 'object', properties: { q: {} } } } },
  ]);
});

test('a seed makes tools, and agents that have them', async () => {
  const own = inNewAccount(api);
  const seed = (description: string) => ({
    tools: [clientTool({ name: 'open_page', description })],
    agents: [{ key: 'a', ...agentWith({ page: { type: 'client', tool_id: 'tol_1' } }) }],
  });
  expect((await own.post('/_emulator/seed', seed('Opens a page.'))).status).toBe(200);
  expect((await own.post('/_emulator/seed', seed('Opens it.'))).body).toMatchObject({
    updated: expect.arrayContaining(['tools/open_page']),
  });
  expect(await own.read('/v2/tools/tol_1')).toMatchObject({ name: 'open_page', description: 'Opens it.' });
});
