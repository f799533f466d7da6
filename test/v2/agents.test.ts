import { describe, expect, test } from 'vitest';
import { emulatorForFile, inNewAccount, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile();

const MODEL = { name: 'gpt-4o' };
const step = (fields: object = {}) => ({
  instructions: [{ type: 'inline', name: 'i', template: 'Be brief.' }],
  ...fields,
});
const request = (fields: object = {}) => ({
  name: 'Support',
  model: MODEL,
  first_step_name: 'main',
  steps: { main: step() },
  ...fields,
});
const made = (fields: object = {}) => api.create('/v2/agents', request({ key: uniqueName('agent'), ...fields }));
const refusal = async (fields: object) => {
  const { status, body } = await api.post('/v2/agents', request(fields));
  return { status, fields: Object.keys(body.field_errors ?? {}) };
};

describe('an agent', () => {
  test('is answered with every default, its entry in both forms', async () => {
    const key = uniqueName('agent');
    const agent = await made({ key });
    const main = {
      instructions: [
        { type: 'inline', name: 'i', template: 'Be brief.', template_type: 'velocity', metadata: {}, enabled: true },
      ],
      output_parser: { type: 'default' },
      reminders: [],
    };
    expect(agent).toEqual({
      key,
      name: 'Support',
      model: MODEL,
      tool_configurations: {},
      skills: {},
      first_step_name: 'main',
      first_step: { name: 'main', ...main },
      steps: { main },
      metadata: {},
      enabled: true,
      compaction: {
        enabled: true,
        threshold_percent: 80,
        keep_recent_inputs: 1,
        tool_event_policy: 'include_outputs',
      },
      created_at: expect.stringMatching(/\.\d{3}Z$/),
      updated_at: agent.created_at,
    });
    expect(await api.read(`/v2/agents/${key}`)).toEqual(agent);
  });

  test('may be as short as clients write it', async () => {
    const agent = await api.create('/v2/agents', {
      name: 'Weather Assistant (broken endpoint)',
      model: MODEL,
      first_step: { type: 'conversational', output_parser: { type: 'default' } },
    });
    expect(agent.key).toMatch(/^agt_weather_assistant_broken_endpoint_[0-9a-f]{4}$/);
    expect(agent).toMatchObject({ first_step_name: 'first_step', steps: { first_step: { instructions: [] } } });
    expect(agent.first_step).not.toHaveProperty('type');
    expect((await api.create('/v2/agents', request({ name: 'Ж' }))).key).toMatch(/^agt_[0-9a-f]{4}$/);
    const long = await api.create('/v2/agents', request({ name: 'x'.repeat(50) }));
    expect(long.key).toHaveLength(50);
  });

  test('keeps its key for itself', async () => {
    const { key } = await made();
    expect((await api.post('/v2/agents', request({ key }))).status).toBe(409);
  });

  test('has tool configurations of every type, answered as they were given', async () => {
    const { key: other } = await made();
    const tool_configurations = {
      kb: {
        type: 'corpora_search',
        query_configuration: {
          search: { corpora: [{ corpus_key: { $ref: 'session.metadata.corpus' }, metadata_filter: "doc.a = 'b'" }] },
        },
      },
      web: { type: 'web_search', argument_override: { limit: 3 } },
      get: {
        type: 'web_get',
        argument_override: { url: { $ref: 'agent.metadata.url' }, auth: { type: 'bearer', token: 'x' } },
      },
      time: { type: 'dynamic_vectara', tool_id: 'tol_current_time', argument_override: { timezone: 'UTC' } },
      helper: { type: 'sub_agent', sub_agent_configuration: { agent_key: other } },
      note: { type: 'artifact_create' },
      read: { type: 'artifact_read', tool_configuration: { max_lines: 5 } },
      grep: { type: 'artifact_grep' },
      look: { type: 'image_read' },
      convert: { type: 'document_conversion' },
      text: { type: 'get_document_text' },
    };
    expect((await made({ tool_configurations })).tool_configurations).toEqual(tool_configurations);
  });

  test.each([
    [{ name: 'x'.repeat(51) }, 'body.name'],
    [{ key: 'no blanks' }, 'body.key'],
    [{ model: { name: 'nobody' } }, 'body.model.name'],
    [{ first_step_name: 'other' }, 'body.first_step_name'],
    [{ first_step_name: undefined }, 'body.first_step_name'],
    [{ first_step: { name: 'other', ...step() } }, 'body.first_step_name'],
    [{ first_step: { name: 'main', ...step({ allowed_tools: [] }) } }, 'body.first_step'],
    [{ steps: { main: step({ next_steps: [{ step_name: 'gone' }] }) } }, 'body.steps.main.next_steps[0].step_name'],
    [
      { steps: { main: step({ next_steps: [{ step_name: 'main', condition: 'get(' }] }) } },
      'body.steps.main.next_steps[0].condition',
    ],
    [
      { steps: { main: step({ next_steps: [{ step_name: 'main', condition: '1 + 1' }] }) } },
      'body.steps.main.next_steps[0].condition',
    ],
    [{ steps: { main: step({ reentry_step: 'constructor' }) } }, 'body.steps.main.reentry_step'],
    [{ steps: { main: step({ allowed_tools: ['gone'] }) } }, 'body.steps.main.allowed_tools[0]'],
    [{ steps: { main: step({ allowed_skills: ['gone'] }) } }, 'body.steps.main.allowed_skills[0]'],
    [{ steps: { main: { instructions: [{ type: 'reference', id: 'ins_0' }] } } }, 'body.steps.main.instructions[0].id'],
    [
      { steps: { main: step({ reminders: [{ type: 'glossary_expansion', glossary_key: 'gone' }] }) } },
      'body.steps.main.reminders[0].glossary_key',
    ],
    [{ tool_configurations: { t: { type: 'lambda', tool_id: 'tol_999' } } }, 'body.tool_configurations.t.tool_id'],
    [
      { tool_configurations: { t: { type: 'sub_agent', sub_agent_configuration: { agent_key: 'gone' } } } },
      'body.tool_configurations.t.sub_agent_configuration.agent_key',
    ],
    [
      { tool_configurations: { t: { type: 'reference', tool_configuration_key: 'gone' } } },
      'body.tool_configurations.t.tool_configuration_key',
    ],
    [{ tool_configurations: { invoke_skill: { type: 'web_search' } } }, 'body.tool_configurations.invoke_skill'],
    [
      {
        steps: {
          main: step({ output_parser: { type: 'structured', json_schema: { name: 's', schema: { type: 'string' } } } }),
        },
      },
      'body.steps.main.output_parser.json_schema.schema.type',
    ],
    [
      {
        steps: {
          main: step({
            output_parser: {
              type: 'structured',
              json_schema: {
                name: 's',
                strict: true,
                schema: { type: 'object', properties: { a: { type: 'string' } } },
              },
            },
          }),
        },
      },
      'body.steps.main.output_parser.json_schema.schema.required',
    ],
  ])('%j is refused for %s', async (fields, field) => {
    expect(await refusal(fields)).toEqual({ status: 400, fields: [field] });
  });

  test('is replaced as a whole, and only where it is', async () => {
    const { key } = await made({ description: 'old', metadata: { a: 1 } });
    const { status, body } = await api.put(`/v2/agents/${key}`, request({ name: 'New' }));
    expect({ status, ...body }).toMatchObject({ status: 200, key, name: 'New', metadata: {} });
    expect(body).not.toHaveProperty('description');
    expect((await api.put(`/v2/agents/${key}`, request({ key: 'other' }))).status).toBe(400);
    expect((await api.put('/v2/agents/nowhere', request())).status).toBe(404);
  });

  test('goes with its sessions', async () => {
    const { key } = await made();
    const session = await api.create(`/v2/agents/${key}/sessions`, {});
    expect((await api.delete(`/v2/agents/${key}`)).status).toBe(204);
    expect((await api.get(`/v2/agents/${key}`)).status).toBe(404);
    await api.create('/v2/agents', request({ key }));
    expect((await api.get(`/v2/agents/${key}/sessions/${session.key}`)).status).toBe(404);
  });
});

describe('a change of an agent', () => {
  const changed = async (key: string, change: object) => (await api.patch(`/v2/agents/${key}`, change)).body;

  test('merges maps by key and steps member by member', async () => {
    const { key } = await made({
      tool_configurations: { a: { type: 'web_search' }, b: { type: 'web_get' } },
      steps: { main: step({ allowed_tools: ['a'], reentry_step: 'main' }), next: step() },
    });
    const agent = await changed(key, {
      tool_configurations: { b: null, c: { type: 'image_read' } },
      steps: { main: { reentry_step: null }, next: null, last: step() },
    });
    expect(agent.tool_configurations).toEqual({ a: { type: 'web_search' }, c: { type: 'image_read' } });
    expect(Object.keys(agent.steps)).toEqual(['main', 'last']);
    expect(agent.steps.main.allowed_tools).toEqual(['a']);
    expect(agent.steps.main).not.toHaveProperty('reentry_step');
    expect(agent.steps.main.instructions).toHaveLength(1);
  });

  test('clears with null, and puts defaults back', async () => {
    const { key } = await made({
      description: 'd',
      metadata: { a: 1 },
      enabled: false,
      skills: { s: { description: 'd', content: 'c' } },
      compaction: { enabled: false },
      tool_output_offloading: { enabled: true },
    });
    const partly = await changed(key, { compaction: { keep_recent_inputs: 3 }, metadata: { b: 2 } });
    expect(partly.compaction).toMatchObject({ enabled: false, keep_recent_inputs: 3, threshold_percent: 80 });
    expect(partly.metadata).toEqual({ b: 2 });
    const cleared = await changed(key, {
      description: null,
      metadata: null,
      enabled: null,
      skills: null,
      compaction: null,
      tool_output_offloading: null,
    });
    expect(cleared).toMatchObject({ metadata: {}, enabled: true, skills: {}, compaction: { enabled: true } });
    expect(cleared).not.toHaveProperty('description');
    expect(cleared).not.toHaveProperty('tool_output_offloading');
  });

  test('renames the entry with all that refers to it, or moves it', async () => {
    const { key } = await made({
      steps: { main: step({ reentry_step: 'main' }), b: step({ next_steps: [{ step_name: 'main' }] }) },
    });
    const renamed = await changed(key, { first_step: { name: 'start', allowed_tools: [] } });
    expect(renamed).toMatchObject({
      first_step_name: 'start',
      first_step: { name: 'start', reentry_step: 'start', allowed_tools: [] },
      steps: { b: { next_steps: [{ step_name: 'start' }] } },
    });
    expect(renamed.steps).not.toHaveProperty('main');
    expect((await changed(key, { first_step_name: 'b' })).first_step.name).toBe('b');
  });

  test.each([
    [{ steps: { main: null } }, 'body.first_step_name'],
    [{ steps: null }, 'body.first_step_name'],
    [{ first_step: { name: 'b' } }, 'body.first_step.name'],
    [{ tool_configurations: { a: null } }, 'body.steps.b.allowed_tools[0]'],
  ])('%j is refused', async (change, field) => {
    const { key } = await made({
      tool_configurations: { a: { type: 'web_search' } },
      steps: { main: step(), b: step({ allowed_tools: ['a'] }) },
    });
    const { status, body } = await api.patch(`/v2/agents/${key}`, change);
    expect({ status, fields: Object.keys(body.field_errors ?? {}) }).toEqual({ status: 400, fields: [field] });
  });
});

test('agents are listed in order, filtered by an expression that minds case', async () => {
  const own = inNewAccount(api);
  for (const name of ['Beta', 'alpha', 'Gamma beta'])
    await own.create('/v2/agents', request({ name, enabled: name !== 'alpha' }));
  const names = async (query: string) =>
    (await own.read(`/v2/agents${query}`)).agents.map(({ name }: { name: string }) => name);
  expect(await names('')).toEqual(['Beta', 'alpha', 'Gamma beta']);
  expect(await names('?filter=Beta')).toEqual(['Beta']);
  expect(await names('?filter=(%3Fi)beta')).toEqual(['Beta', 'Gamma beta']);
  expect(await names('?enabled=false')).toEqual(['alpha']);
  const first = await own.read('/v2/agents?limit=2&filter=a');
  expect(first.agents).toHaveLength(2);
  expect(await names(`?limit=2&page_key=${first.metadata.page_key}`)).toEqual(['Gamma beta']);
  expect(Object.keys((await own.get('/v2/agents?filter=(')).body.field_errors)).toEqual(['query.filter']);
});

test('the platform’s tools are listed, and found by any spelling of their ids', async () => {
  const { tools } = await api.read('/v2/tools');
  expect(tools.length).toBeGreaterThan(15);
  expect(tools.map(({ name }: { name: string }) => name)).toEqual(
    tools.map(({ name }: { name: string }) => name).toSorted(),
  );
  const retrieval = await api.read('/v2/tools?category=retrieval&category=web');
  expect(new Set(retrieval.tools.map(({ category }: { category: string }) => category))).toEqual(
    new Set(['retrieval', 'web']),
  );
  expect((await api.read('/v2/tools?type=lambda')).tools).toEqual([]);
  expect(await api.read('/v2/tools/tol_vectara_core_document_index_20260721')).toMatchObject({ version: '2026-07-21' });
  expect((await api.read('/v2/tools/tol_current_time')).id).toBe('tol_vectara_current_time');
  expect((await api.read('/v2/tools/tol_vectara_web_search_20260101')).type).toBe('web_search');
  expect((await api.get('/v2/tools/tol_nothing')).status).toBe(404);
});
