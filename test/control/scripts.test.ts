/** Managing scripts over HTTP. */
import { expect, test } from 'vitest';
import { scriptedEmulator } from '../scripting/scripted-emulator.ts';
import { startForTest } from '../support/emulator.ts';
import { temporaryFolder } from '../support/process.ts';

const { api, script } = scriptedEmulator();
const SCRIPTS = '/_emulator/scripts';
const answer = { text: 'x' };

test('one is added, listed, replaced and deleted', async () => {
  const given = {
    id: 'bees',
    description: 'About bees.',
    match: { llm: 'gpt-4o', messages: [{ role: 'user', contains: 'bees' }] },
    answers: [
      {
        chunks: ['a', { text: 'b', after_ms: 5 }],
        timing: { first_token_ms: 1, tokens_per_second: 50, jitter: 0.1, seed: 7 },
      },
      { json: { a: [null] }, usage: { prompt_tokens: 1, completion_tokens: 2 } },
      {
        tool_calls: [
          { name: 'f', arguments: { deep: { x: [1] } } },
          { name: 'g', arguments: 'text' },
        ],
      },
      { error: { status: 429, body: { error: { message: 'Slow down' } } } },
    ],
    exhausted: 'cycle',
    times: 3,
    skip: 1,
  };
  const kept = { ...given, times_used: 0, times_skipped: 0, can_match: true };
  expect(await api.create(SCRIPTS, given)).toEqual(kept);
  expect(await api.read(SCRIPTS)).toEqual({ scripts: [kept] });
  const replaced = await api.put(`${SCRIPTS}/bees`, { answer });
  expect([replaced.status, replaced.body]).toEqual([
    200,
    { id: 'bees', answer, times_used: 0, times_skipped: 0, can_match: true },
  ]);
  expect((await api.delete(`${SCRIPTS}/bees`)).status).toBe(204);
  expect((await api.delete(`${SCRIPTS}/bees`)).status).toBe(404);
  expect((await api.put(`${SCRIPTS}/bees`, { answer })).status).toBe(201);
});

test('a list is added whole or not at all, and ids are made up', async () => {
  const added = await api.create(SCRIPTS, [{ answer }, { id: 'own', answer }, { answer }]);
  const ids = added.map(({ id }: { id: string }) => id);
  expect(ids).toEqual([expect.stringMatching(/^script-\d+$/), 'own', expect.stringMatching(/^script-\d+$/)]);
  expect(new Set(ids).size).toBe(3);
  const refused = await api.post(SCRIPTS, [{ answer }, { match: { messages: [{ regex: '(' }] }, answer }]);
  expect([refused.status, Object.keys(refused.body.field_errors)]).toEqual([400, ['body[1].match.messages[0].regex']]);
  expect((await api.post(SCRIPTS, [{ answer }, { id: 'own', answer }])).status).toBe(409);
  expect(
    (
      await api.post(SCRIPTS, [
        { id: 'twin', answer },
        { id: 'twin', answer },
      ])
    ).status,
  ).toBe(409);
  expect((await api.read(SCRIPTS)).scripts).toHaveLength(3);
  expect((await api.delete(SCRIPTS)).status).toBe(204);
  expect((await api.read(SCRIPTS)).scripts).toEqual([]);
});

test.each([
  [{}, 'body.answer', 'is required, or answers'],
  [{ answer, answers: [answer] }, 'body.answer', 'not both'],
  [{ answer, exhausted: 'cycle' }, 'body.exhausted', 'list of answers'],
  [{ answer, id: 'a b' }, 'body.id', '"a b" should match the pattern'],
  [{ answer, times: 0 }, 'body.times', '0 should be at least 1.'],
  [{ answer, matches: {} }, 'body.matches', 'not known'],
  [{ answer, match: { message: [] } }, 'body.match.message', 'not known'],
  [{ answer, match: { messages: [{ contain: 'x' }] } }, 'body.match.messages[0].contain', 'not known'],
  [{ answer, match: { messages: [{ role: 'bot' }] } }, 'body.match.messages[0].role', 'should be one of'],
  [{ answer, match: { messages: [{ regex: '(' }] } }, 'body.match.messages[0].regex', 'is not a regular expression'],
  [{ answer, match: { messages: [{ regex: '(?=a)' }] } }, 'body.match.messages[0].regex', 'look-ahead'],
  [{ answer, match: { headers: [{ name: 'Authorization' }] } }, 'body.match.headers[0].name', 'credential'],
  [{ answer, match: { headers: [{ name: 'x-api-key' }] } }, 'body.match.headers[0].name', 'credential'],
  [
    { answer, match: { json_path: [{ path: 'messages' }] } },
    'body.match.json_path[0].path',
    '"messages" is not a path',
  ],
  [{ answer, match: { json_path: [{ path: '$[?(@.a)]' }] } }, 'body.match.json_path[0].path', 'is not a path'],
  [
    { answer, match: { json_path: [{ path: '$.a', exists: false, equals: 1 }] } },
    'body.match.json_path[0].exists',
    'cannot be false',
  ],
  [{ answer: {} }, 'body.answer', 'should have one of text'],
  [{ answer: { text: 'a', json: 1 } }, 'body.answer.json', 'beside text'],
  [{ answer: { chunks: [1] } }, 'body.answer.chunks[0]', 'should be of type string or object.'],
  [{ answer: { chunks: ['a', { text: 'b', after_ms: -1 }] } }, 'body.answer.chunks[1].after_ms', 'at least 0'],
  [{ answer: { text: 'a', timing: { jitter: 0.5 } } }, 'body.answer.timing.jitter', 'needs tokens_per_second'],
  [{ answer: { text: 'a', timing: { tokens_per_second: 0 } } }, 'body.answer.timing.tokens_per_second', 'more than 0'],
  [{ answer: { error: { message: 'a' } } }, 'body.answer.error.status', 'is required'],
  [{ answer: { error: { kind: 'idle', status: 500 } } }, 'body.answer.error.status', 'no meaning'],
  [{ answer: { error: { status: 500, message: 'a', body: {} } } }, 'body.answer.error.message', 'beside body'],
  [{ answer: { error: { status: 500 }, finish_reason: 'stop' } }, 'body.answer.finish_reason', 'beside error'],
])('refused: %j', async (given, field, rule) => {
  const { status, body } = await api.post(SCRIPTS, given);
  expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
  expect(body.field_errors[field]).toContain(rule);
});

test('the id of a path is that of its script', async () => {
  const other = await api.put(`${SCRIPTS}/one`, { id: 'two', answer });
  expect([other.status, other.body.field_errors]).toEqual([400, { 'body.id': 'should be "one", as in the path.' }]);
});

test('scripts and strictness are kept with the account', async () => {
  const dataDir = temporaryFolder();
  const first = await startForTest({ dataDir });
  await first.create(SCRIPTS, [
    { id: 'b', answer },
    { id: 'a', answer },
  ]);
  await first.put(`${SCRIPTS}/b`, { answer: { text: 'y' } });
  await first.put(`${SCRIPTS}/strict`, { strict: true });
  await first.close();
  const second = await startForTest({ dataDir });
  expect((await second.read(SCRIPTS)).scripts).toMatchObject([{ id: 'b', answer: { text: 'y' } }, { id: 'a' }]);
  expect(await second.read(`${SCRIPTS}/strict`)).toEqual({ strict: true });
  const made = await second.create(SCRIPTS, { answer });
  expect(['a', 'b']).not.toContain(made.id);
});

test('strictness is switched on and off', async () => {
  expect(await api.read(`${SCRIPTS}/strict`)).toEqual({ strict: false });
  expect((await api.put(`${SCRIPTS}/strict`, { strict: true })).body).toEqual({ strict: true });
  expect(await api.read(`${SCRIPTS}/strict`)).toEqual({ strict: true });
  await script({ answer });
  expect((await api.put(`${SCRIPTS}/strict`, {})).body.field_errors).toEqual({ 'body.strict': 'is required.' });
});
