/** Scripts that answer in the place of an agent's tools. */
import { afterEach, expect, test } from 'vitest';
import type { ScriptMatch } from '../../src/emulator/scripts/script-schema.ts';
import { entryOf } from '../journal/support/journal.ts';
import { agentOf, agentsFor } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile();
const { sessionOf, scripted, tell } = agentsFor(api);
afterEach(async () => void (await api.delete('/_emulator/scripts')));

const web = { tool_configurations: { status: { type: 'web_get' } } };
const URL = 'http://127.0.0.1:9/health';

/** A session whose agent calls its tool with these arguments once for each turn, and then says `Done.`. */
async function calling(args: object = { url: URL }, agent: object = web): Promise<string> {
  const at = await sessionOf(agent);
  await scripted(at, { tool_calls: [{ name: 'status', arguments: args }] }, { text: 'Done.' });
  return at;
}

const outputOf = ({ body }: { body: Json }) => body.events.find(({ type }: Json) => type === 'tool_output');
const script = (id: string): Promise<Json> =>
  api.read('/_emulator/scripts').then(({ scripts }) => scripts.find((one: Json) => one.id === id));

test('a tool is answered for by output and error, after a delay, and its use is counted', async () => {
  const at = await sessionOf(web);
  const call = { tool_calls: [{ name: 'status', arguments: { url: URL } }] };
  await scripted(at, call, { text: 'Up.' }, call, { text: 'Down.' });
  const answers = [{ output: { content: 'ok' }, delay_ms: 30 }, { error: 'The server is down.' }];
  await api.create('/_emulator/scripts', { id: 'tool', match: { tool: { name: 'status' } }, answers });
  expect(outputOf(await tell(at, 'Is it up?'))).toMatchObject({ tool_output: { content: 'ok' }, error: false });
  const failed = outputOf(await tell(at, 'And now?'));
  expect(failed).toMatchObject({ tool_output: { error: 'The server is down.' }, error: true });
  expect(await script('tool')).toMatchObject({ times_used: 2, can_match: true });
  const entry = await entryOf(api, { operation: 'createAgentInput', path: at });
  const noted = entry.notes[0].notes.find(({ kind }: Json) => kind === 'tool_call');
  expect(noted).toMatchObject({ answered_by: 'script', error: true });
  expect(noted.notes).toMatchObject([{ kind: 'script_matched', tool: 'status', script: 'tool', use: 2 }]);
  expect(entry.llms).toEqual(['gpt-4o']);
});

const ARGUMENTS = { url: URL, headers: { accept: 'text/html', via: 'x' }, timeout_seconds: 5 };

test.each<[string, ScriptMatch, string | undefined]>([
  ['nothing of the tool', { tool: {} }, undefined],
  ['its type', { tool: { type: 'web_get' } }, undefined],
  ['another type', { tool: { type: 'web_search' } }, 'match.tool.type'],
  ['another name', { tool: { name: 'state' } }, 'match.tool.name'],
  ['some arguments', { tool: { arguments: { headers: { accept: 'text/html' } } } }, undefined],
  ['another argument', { tool: { arguments: { headers: { accept: 'text/css' } } } }, 'match.tool.arguments'],
  ['a path', { tool: { json_path: [{ path: '$.url', regex: 'health$' }] } }, undefined],
  [
    'a path to another value',
    { tool: { json_path: [{ path: '$.url', contains: 'sick' }] } },
    'match.tool.json_path[0]',
  ],
  ['the step', { step: 'main', tool: {} }, undefined],
  ['another step', { step: 'other', tool: {} }, 'match.step'],
  ['another agent', { agent: 'other', tool: {} }, 'match.agent'],
])('matches by %s', async (_, match, failing) => {
  await api.create('/_emulator/scripts', { id: 'tried', match, answer: { output: {} } });
  const { body } = await api.post('/_emulator/scripts/explain', {
    ...{ agent: 'mine', step: 'main', session: 'first' },
    tool: { name: 'status', type: 'web_get', arguments: ARGUMENTS },
  });
  expect(body.scripts).toHaveLength(1);
  expect(body.scripts[0].mismatch?.condition).toBe(failing);
});

test('one that does not match says why, and lets the tool itself answer', async () => {
  const at = await calling();
  const match = { agent: agentOf(at), tool: { arguments: { url: 'http://127.0.0.1:9/' } } };
  await api.create('/_emulator/scripts', { id: 'other', match, answer: { output: { content: 'ok' } } });
  await tell(at, 'Is it up?');
  expect(await script('other')).toMatchObject({
    times_used: 0,
    last_mismatch: `match.tool.arguments wants {"url":"http://127.0.0.1:9/"}, found {"url":"${URL}"}`,
  });
  const entry = await entryOf(api, { operation: 'createAgentInput', path: at });
  const noted = entry.notes[0].notes.find(({ kind }: Json) => kind === 'tool_call');
  expect(noted.answered_by).not.toBe('script');
  expect(noted.notes).toContainEqual(expect.objectContaining({ kind: 'scripts_not_matched', tool: 'status' }));
  // Of models none is missing: that one script is about tools is no reason.
  expect((await api.read('/_emulator/unused')).unmatched.count).toBe(0);
});

test('a script about a tool takes no request to a model', async () => {
  await api.create('/_emulator/scripts', { match: { tool: {} }, answer: { output: {} } });
  const at = await sessionOf();
  expect((await tell(at, 'Hello.')).headers.get('x-emulator-answered-by')).toBe('built-in');
});

test.each([
  ['text for a tool', { match: { tool: {} }, answer: { output: {}, text: 'x' } }, 'body.answer.text'],
  ['nothing for a tool', { match: { tool: {} }, answer: { delay_ms: 1 } }, 'body.answer.output'],
  ['an error for models', { match: { tool: {} }, answer: { error: { status: 500 } } }, 'body.answer.error'],
  ['an output for a model', { answer: { text: 'x', output: {} } }, 'body.answer.output'],
  ['an error for tools', { answer: { error: 'x' } }, 'body.answer.error'],
  ['a model and a tool', { match: { llm: 'gpt-4o', tool: {} }, answer: { output: {} } }, 'body.match.llm'],
  ['a member that is misspelt', { match: { tool: { nme: 'x' } }, answer: { output: {} } }, 'body.match.tool.nme'],
])('is refused with %s', async (_, body, field) => {
  const answer = await api.post('/_emulator/scripts', body);
  expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [field]]);
});
