import { expect, test } from 'vitest';
import { agentsFor } from '../support/agents.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';

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
  const tool = await made(code, { execution_configuration: { max_execution_time_seconds: 1 } });
  const { output } = await called(tool.id, args);
  expect(output).toMatchObject({ error: true });
  if (typeof error === 'string') expect(output.tool_output).toEqual({ error });
  else expect(output.tool_output.error).toMatch(error);
});
