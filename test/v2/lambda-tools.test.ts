import { describe, expect, onTestFinished, test } from 'vitest';
import { agentsFor } from '../support/agents.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { LAMBDA_KINDS } from './support/lambda-kinds.ts';

const api = emulatorForFile();
const { sessionOf, say, scripted } = agentsFor(api);

const lambda = (code: string, more: object = {}) => ({
  type: 'lambda',
  name: uniqueName('lambda'),
  description: 'Does something.',
  code,
  ...more,
});
const made = (code: string, more?: object) => api.create('/v2/tools', lambda(code, more));

const SCORE = `
def process(revenue: int, industry: str = "other") -> dict:
    """Scores a customer.

    Args:
        revenue: In dollars.
    """
    if revenue < 0:
        raise ValueError("no such revenue")
    return {"score": revenue + len(industry)}
`;

test('what it takes is found in its code, again when the code changes', async () => {
  const tool = await made(SCORE);
  expect(tool).toMatchObject({
    input_schema: {
      type: 'object',
      properties: {
        revenue: { type: 'integer', description: 'In dollars.' },
        industry: { type: 'string', default: 'other' },
      },
      required: ['revenue'],
    },
    output_schema: { type: 'object' },
  });
  const change = async (fields: object) =>
    (await api.patch(`/v2/tools/${tool.id}`, { type: 'lambda', ...fields })).body;
  expect(await change({ title: 'Score' })).toMatchObject({ input_schema: tool.input_schema });
  const changed = await change({ code: 'def process(a: float): return a' });
  expect(changed.input_schema).toEqual({ type: 'object', properties: { a: { type: 'number' } }, required: ['a'] });
  expect(changed).not.toHaveProperty('output_schema');
  expect((await change({ code: 'def process(' })).field_errors).toEqual({
    'body.code': "Line 1: '(' was never closed",
  });
});

test('code that cannot be a tool makes none', async () => {
  const { status, body } = await api.post('/v2/tools', lambda('import numpy\ndef run(): pass'));
  expect(status).toBe(400);
  expect(body).toMatchObject({
    field_errors: { 'body.code': "Line 1: Module 'numpy' is not available\nCode must define a process() function" },
  });
});

/** Input and output of one call by an agent's model. */
async function called(tool_id: string, args: object, configuration: object = {}) {
  const at = await sessionOf({ tool_configurations: { run: { type: 'lambda', tool_id, ...configuration } } });
  await scripted(at, { tool_calls: [{ name: 'run', arguments: args }] }, { text: 'Done.' });
  const { events } = await say(at, 'Go.');
  const [, input, output, said] = events;
  expect(said.content).toBe('Done.');
  return { input, output };
}

test('an agent calls it, as it is now', async () => {
  const tool = await made(SCORE);
  const { input, output } = await called(
    tool.id,
    { revenue: 100, industry: 'x' },
    { argument_override: { industry: 'tools' } },
  );
  expect(input).toMatchObject({ tool_type: 'lambda', tool_name: tool.name, tool_input: { revenue: 100 } });
  expect(output).toMatchObject({ tool_output: { score: 105 }, error: false });
  await api.patch(`/v2/tools/${tool.id}`, { type: 'lambda', code: 'def process(revenue): return revenue' });
  expect((await called(tool.id, { revenue: 7 })).output.tool_output).toEqual({ value: 7 });
  expect(await (await api.get('/metrics')).text).toContain('vectara_emulator_interpreters{state="idle"} 1');
});

test.each([
  ['raises', SCORE, { revenue: -1 }, 'ValueError: no such revenue'],
  ['is given what it does not take', SCORE, { revenue: 1, more: 1 }, /^TypeError: .*unexpected keyword/],
  ['never ends', 'def process():\n    while True: pass', {}, 'Execution timed out after 1 seconds'],
])('the model is told when it %s', async (_, code, args, error) => {
  const max_execution_time_seconds = code.includes('while') ? 1 : 60;
  const tool = await made(code, { execution_configuration: { max_execution_time_seconds } });
  const { output } = await called(tool.id, args);
  expect(output).toMatchObject({ error: true });
  if (typeof error === 'string') expect(output.tool_output).toEqual({ error });
  else expect(output.tool_output.error).toMatch(error);
});

/** What a test of code answers that makes no tool. */
const tried = async (code: string, test_input?: object, more: object = {}) => {
  const { status, body } = await api.post('/v2/tools/test', { code, test_input, ...more });
  expect(status).toBe(200);
  return body;
};

describe('code is tried out without a tool', () => {
  test.each(LAMBDA_KINDS)('$kind', async ({ code, input, output }) => {
    expect(await tried(code, input)).toMatchObject({
      validation: { status: 'valid', errors: [] },
      execution: { success: true, output, validation_results: { input_valid: true, output_valid: true } },
    });
  });

  test('and answers as the contract has it', async () => {
    expect(await tried(SCORE, { revenue: 5 })).toEqual({
      validation: { status: 'valid', errors: [] },
      input_schema: expect.objectContaining({ required: ['revenue'] }),
      output_schema: { type: 'object' },
      execution: {
        success: true,
        output: { score: 10 },
        latency_millis: expect.any(Number),
        memory_used_mb: expect.any(Number),
        validation_results: { input_valid: true, output_valid: true, validation_errors: [] },
      },
    });
    expect(await tried(SCORE)).not.toHaveProperty('execution');
  });

  test('with what is wrong with it', async () => {
    expect(await tried('def process(a: dict): pass', { a: {} })).toEqual({
      validation: { status: 'invalid', errors: ["Parameter 'a': use a TypedDict instead of dict"] },
    });
  });

  test('with what it raises', async () => {
    expect((await tried(SCORE, { revenue: -1 })).execution).toEqual({
      success: false,
      error: {
        message: 'ValueError: no such revenue',
        traceback: expect.stringContaining('File "lambda.py", line 9, in process'),
      },
      latency_millis: expect.any(Number),
      memory_used_mb: expect.any(Number),
    });
  });

  test('within its time', async () => {
    const { execution } = await tried('def process():\n    while True: pass', {}, { timeout_seconds: 1 });
    expect(execution).toMatchObject({ success: false, error: { message: 'Execution timed out after 1 seconds' } });
  });

  test('with what does not fit', async () => {
    const code = 'def process(n: int) -> str:\n    return n';
    expect((await tried(code, { n: 'x' })).execution).toMatchObject({
      success: true,
      output: { value: 'x' },
      validation_results: {
        input_valid: false,
        output_valid: true,
        validation_errors: ["Input: 'n' should be of type integer."],
      },
    });
    expect((await tried(code, { n: 1 })).execution.validation_results).toMatchObject({ output_valid: false });
  });
});

test('code lives in the time of the emulator', async () => {
  const time = '2031-05-06T07:08:09.000Z';
  await api.post('/_emulator/clock', { set: time });
  onTestFinished(async () => void (await api.delete('/_emulator/clock')));
  const code = `
from datetime import datetime, timezone
def process():
    return [datetime.now(timezone.utc).isoformat()[:16], datetime.now().isoformat()[:16]]`;
  expect((await tried(code, {})).execution.output.value).toEqual([time.slice(0, 16), time.slice(0, 16)]);
});

test('a tool is tried out, enabled or not', async () => {
  const tool = await made(SCORE);
  await api.patch(`/v2/tools/${tool.id}`, { type: 'lambda', enabled: false });
  const test = async (input: object) => (await api.post(`/v2/tools/${tool.id}/test`, { input })).body;
  expect(await test({ revenue: 1 })).toEqual({
    type: 'success',
    output: { score: 6 },
    latency_millis: expect.any(Number),
    memory_used_mb: expect.any(Number),
    validation_results: { input_valid: true, output_valid: true, validation_errors: [] },
  });
  expect(await test({})).toMatchObject({
    type: 'error',
    error: { message: expect.stringMatching(/^TypeError: .*missing 1 required/), traceback: expect.any(String) },
  });
  const statusOf = async (id: string) => (await api.post(`/v2/tools/${id}/test`, { input: {} })).status;
  expect(await statusOf('tol_web_search')).toBe(404);
  expect(await statusOf('tol_999')).toBe(404);
});

describe('the tools of code', () => {
  const ASK = `
def process(question: str) -> dict:
    try:
        found = tool.kb(query=question)
    except tool.ToolError as error:
        return {"failed": str(error)}
    return {"texts": [one["text"] for one in found["search_results"]]}`;
  const searchOf = (corpus_key: unknown) => ({
    type: 'corpora_search',
    query_configuration: { search: { corpora: [{ corpus_key }], limit: 1 } },
  });

  test('are called by their names, with what an agent knows', async () => {
    const corpus = await createCorpus(api, ['A heron waits by the river.', 'Tea is hot.']);
    const kb = searchOf({ $ref: 'agent.metadata.corpus' });
    const tool = await made(ASK, { tool_configurations: { kb } });
    expect(tool.tool_configurations).toEqual({ kb });
    const at = await sessionOf({
      metadata: { corpus },
      tool_configurations: { run: { type: 'lambda', tool_id: tool.id } },
    });
    await scripted(at, { tool_calls: [{ name: 'run', arguments: { question: 'Who waits?' } }] }, { text: 'Done.' });
    const { events } = await say(at, 'Go.');
    expect(events.map(({ type }: { type: string }) => type)).toEqual([
      'input_message',
      'tool_input',
      'tool_output',
      'agent_output',
    ]);
    expect(events[2].tool_output).toEqual({ texts: ['A heron waits by the river.'] });

    const tests = async (test_context: object) =>
      (await api.post(`/v2/tools/${tool.id}/test`, { input: { question: 'Who waits?' }, test_context })).body.output;
    expect(await tests({ agent: { metadata: { corpus } } })).toEqual({ texts: ['A heron waits by the river.'] });
    expect(await tests({})).toEqual({ failed: "Unresolved reference 'agent.metadata.corpus'" });
  });

  test('are listed, without what is set for them', async () => {
    const inner = await made(SCORE);
    const { execution } = await tried(
      'def process():\n    return tool.list()',
      {},
      {
        tool_configurations: { score: { type: 'lambda', tool_id: inner.id, argument_override: { industry: 'x' } } },
      },
    );
    expect(execution.output.value).toEqual([
      {
        name: 'score',
        description: 'Does something.',
        input_schema: {
          type: 'object',
          properties: { revenue: { type: 'integer', description: 'In dollars.' } },
          required: ['revenue'],
        },
      },
    ]);
  });

  test('are code themselves, three levels deep', async () => {
    const calling = (tool_id: string) => ({
      tool_configurations: { next: { type: 'lambda', tool_id } },
      // What is called here may begin with an interpreter of its own.
      execution_configuration: { max_execution_time_seconds: 300 },
    });
    const CODE = 'def process(n: int) -> int:\n    return tool.next(n=n + 1)["value"] * 2';
    const first = await made('def process(n: int) -> int:\n    return n');
    const second = await made(CODE, calling(first.id));
    const third = await made(CODE, calling(second.id));
    expect((await api.post(`/v2/tools/${third.id}/test`, { input: { n: 1 } })).body.output).toEqual({ value: 12 });
    const fourth = await api.post('/v2/tools', lambda(CODE, calling(third.id)));
    expect(fourth.body.field_errors).toEqual({
      'body.tool_configurations.next.tool_id': 'Code calls code 3 levels deep at most.',
    });
    const circle = await api.patch(`/v2/tools/${first.id}`, { type: 'lambda', ...calling(third.id) });
    expect(circle.status).toBe(400);
  });

  test('are those that need no conversation, and are there', async () => {
    const tool_configurations = {
      a: { type: 'client', tool_id: 'tol_1' },
      b: { type: 'sub_agent', sub_agent_configuration: { agent_key: 'x' } },
      c: { type: 'lambda', tool_id: 'tol_999' },
      d: searchOf({ $ref: 'session.secrets.corpus' }),
    };
    const refused = {
      'body.tool_configurations.a.type': 'Tools of type client cannot be called by code.',
      'body.tool_configurations.b.type': 'Tools of type sub_agent cannot be called by code.',
      'body.tool_configurations.c.tool_id': "Tool 'tol_999' of type lambda was not found.",
      'body.tool_configurations.d':
        "'session.secrets.corpus' is no reference for code: agent.metadata, agent.secrets and session.metadata are.",
    };
    expect((await api.post('/v2/tools', lambda(SCORE, { tool_configurations }))).body.field_errors).toEqual(refused);
    const body = { code: SCORE, test_input: {}, tool_configurations };
    expect((await api.post('/v2/tools/test', body)).body.field_errors).toEqual(refused);
  });

  test('are no others', async () => {
    const { execution } = await tried('def process():\n    return tool.other(a=1)', {});
    expect(execution.error.message).toBe("ToolError: Tool 'other' is not configured.");
  });
});
