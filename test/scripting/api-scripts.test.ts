/** Scripted answers of operations of the API, emulated or not. */
import { afterEach, describe, expect, test } from 'vitest';
import type { ApiScript } from '../../src/emulator/api-scripts/api-script-schema.ts';
import { connectEmulator } from '../../src/testing/connect-emulator.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, inNewAccount, startForTest, uniqueName } from '../support/emulator.ts';
import { temporaryFolder } from '../support/process.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';

const api = emulatorForFile();
const SCRIPTS = '/_emulator/api-scripts';
const script = (rule: ApiScript | ApiScript[]): Promise<Json> => api.create(SCRIPTS, rule);
const DATA = { hello: 'world', nested: { a: [1, 2], b: null } };

afterEach(async () => {
  await api.delete(SCRIPTS);
  await api.post(`${SCRIPTS}/reset-counters`, {});
});

describe('an answer', () => {
  test('stands in the place of an operation, whatever it was sent', async () => {
    await script({
      match: { operation: 'createCorpus' },
      answer: { status: 418, headers: { 'X-Tea': 'green' }, body: DATA },
    });
    const answer = await api.post('/v2/corpora', { nothing: 'that fits' });
    expect([answer.status, answer.body, answer.headers.get('x-tea')]).toEqual([418, DATA, 'green']);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect((await api.read('/v2/corpora')).corpora).toEqual([]);
  });

  test('of an operation that is not emulated has the status of its success', async () => {
    expect((await api.post('/v2/pipelines', {})).status).toBe(501);
    await script([
      { match: { operation: 'createPipeline', body: { holds: { id: 'p' } } }, answer: { body: { id: 'p' } } },
      {
        match: { operation: 'getPipeline', path: { pipeline_key: 'p' } },
        answer: { body: { id: 'p', enabled: true } },
      },
    ]);
    const created = await api.post('/v2/pipelines', { id: 'p', trigger: {} });
    expect([created.status, created.body]).toEqual([201, { id: 'p' }]);
    expect((await api.read('/v2/pipelines/p')).enabled).toBe(true);
    expect((await api.get('/v2/pipelines/other')).status).toBe(501);
    expect((await api.post('/v2/pipelines', { id: 'q' })).status).toBe(501);
  });

  test('may be a text, or nothing', async () => {
    await script([
      { match: { operation: 'getCorpus' }, answer: { text: 'a,b\n', headers: { 'Content-Type': 'text/csv' } } },
      { match: { operation: 'deleteCorpus' }, answer: {} },
    ]);
    const text = await api.get('/v2/corpora/any');
    expect([text.status, text.text, text.headers.get('content-type')]).toEqual([200, 'a,b\n', 'text/csv']);
    const nothing = await api.delete('/v2/corpora/any');
    expect([nothing.status, nothing.text]).toEqual([204, '']);
  });

  test('waits, and no longer than the caller does', async () => {
    await script({ match: { operation: 'listCorpora' }, answer: { delay_ms: 3_000_000, body: {} } });
    const answer = await api.get('/v2/corpora', { headers: { 'request-timeout-millis': '30' } });
    expect(answer.status).toBe(408);
  });

  test('is patched onto what the operation says, errors too', async () => {
    const key = await createCorpus(api, ['Bees make honey.']);
    await script({
      match: { operation: 'getCorpus' },
      answer: { patch: { name: 'Patched', enabled: null, limits: { used_docs: 7 } }, headers: { 'x-how': 'patched' } },
    });
    const { body, headers } = await api.get(`/v2/corpora/${key}`);
    expect(body).toMatchObject({ key, name: 'Patched', limits: { used_docs: 7 } });
    expect(body).not.toHaveProperty('enabled');
    expect(body.limits).toHaveProperty('used_parts', 1);
    expect(headers.get('x-how')).toBe('patched');
    const missing = await api.get('/v2/corpora/none');
    expect([missing.status, missing.body.name, missing.body.messages.length]).toEqual([404, 'Patched', 1]);
  });

  test('is patched onto lists that are kept as text, and may have another status', async () => {
    await script({ match: { operation: 'listLLMs' }, answer: { status: 206, patch: { more: true } } });
    const { status, body } = await api.get('/v2/llms');
    expect([status, body.more, body.llms.length > 0]).toEqual([206, true, true]);
  });

  test('is a stream of events', async () => {
    const events = [
      { data: { type: 'search_results', search_results: [] } },
      { data: { type: 'generation_chunk', generation_chunk: 'Grüße' }, after_ms: 5 },
      { data: { type: 'end' } },
    ];
    await script({ match: { operation: 'query', body: { holds: { stream_response: true } } }, answer: { events } });
    const answer = await api.post('/v2/query', { query: 'x', stream_response: true });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(parseEvents(answer.text)).toEqual(events.map(({ data }) => data));
  });

  test('is patched onto the events of a stream', async () => {
    const key = await createCorpus(api, ['Bees make honey.']);
    await script({ answer: { patch_events: { search_results: { extra: 1 }, end: { bye: true } } } });
    const query = { query: 'bees', search: { corpora: [{ corpus_key: key }] }, stream_response: true };
    const events = parseEvents((await api.post('/v2/query', query)).text);
    expect(typesOf(events)).toEqual(['search_results', 'end']);
    expect(events).toMatchObject([{ extra: 1, search_results: [{ text: 'Bees make honey.' }] }, { bye: true }]);
  });

  test('of chat completions has no names of events', async () => {
    const chunk = { object: 'chat.completion.chunk', choices: [] };
    await script({
      match: { operation: 'createChatCompletion' },
      answer: { events: [{ data: chunk }, { data: '[DONE]' }, { event: 'note', data: { type: 'x' } }] },
    });
    const answer = await api.post('/v2/llms/chat/completions', { stream: true });
    expect(answer.text).toBe(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\nevent:note\ndata:{"type":"x"}\n\n`);
  });

  test('leaves the operation to answer, and counts', async () => {
    await script({ match: { operation: 'listCorpora' }, answers: [{ pass: true }, { status: 503, body: {} }] });
    expect((await api.get('/v2/corpora')).status).toBe(200);
    expect((await api.get('/v2/corpora')).status).toBe(503);
  });
});

describe('a match', () => {
  const matches = async (match: ApiScript['match'], send: () => Promise<{ status: number }>) => {
    await api.put(`${SCRIPTS}/one`, { match, answer: { status: 299, body: {} } });
    return (await send()).status === 299;
  };
  const query = (body: object = {}, headers = {}) =>
    api.post('/v2/corpora/handbook/query', { query: 'How much leave?', search: { limit: 3 }, ...body }, { headers });

  test.each<[string, ApiScript['match'], boolean]>([
    ['everything', {}, true],
    ['operation', { operation: 'queryCorpus' }, true],
    ['another operation', { operation: ['query', 'getCorpus'] }, false],
    ['a pattern of operations', { operation: 'query*' }, true],
    ['route', { route: 'POST /v2/corpora/*' }, true],
    ['another method', { route: 'GET /v2/corpora/*' }, false],
    ['the path alone', { route: '/v2/corpora/handbook/query' }, true],
    ['a name in the path', { path: { corpus_key: 'handbook' } }, true],
    ['another', { path: { corpus_key: 'hand' } }, false],
    ['a part of one', { path: { corpus_key: { contains: 'HAND', ignore_case: true } } }, true],
    ['a header', { headers: { 'X-Tenant': { regex: '^ac' } } }, true],
    ['a header that is not there', { headers: { 'x-other': { exists: false } } }, true],
    ['a header that should not be', { headers: { 'x-tenant': { exists: false } } }, false],
    ['a parameter that is not there', { query: { limit: '3' } }, false],
    ['the whole body', { body: { equals: { query: 'How much leave?', search: { limit: 3 } } } }, true],
    ['less than the whole', { body: { equals: { query: 'How much leave?' } } }, false],
    ['part of the body', { body: { holds: { search: { limit: 3 } } } }, true],
    ['another part', { body: { holds: { search: { limit: 4 } } } }, false],
    ['a JSON path', { body: { json_path: [{ path: '$.search.limit', equals: 3 }] } }, true],
    ['an expression at one', { body: { json_path: [{ path: '$.query', regex: 'leave\\?$' }] } }, true],
    ['nothing at one', { body: { json_path: [{ path: '$.query', exists: false }] } }, false],
    ['an expression over all', { body: { text: { regex: '"limit":\\d' } } }, true],
  ])('of %s', async (_, match, expected) => {
    expect(await matches(match, () => query({}, { 'x-tenant': 'acme' }))).toBe(expected);
  });

  test('of parameters of the address', async () => {
    const list = () => api.get('/v2/corpora?limit=3&filter=a');
    expect(await matches({ query: { limit: '3', filter: { regex: '^a$' } } }, list)).toBe(true);
    expect(await matches({ query: { limit: '4' } }, list)).toBe(false);
  });

  test('is tried in order, times and skip count', async () => {
    const match = { operation: 'listCorpora' };
    await script([
      { match, skip: 1, times: 1, answer: { status: 201, body: {} } },
      { match, times: 2, answer: { status: 202, body: {} } },
    ]);
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await api.get('/v2/corpora')).status);
    expect(statuses).toEqual([202, 201, 202, 200]);
  });
});

describe('a scenario', () => {
  const pay: ApiScript[] = [
    { match: { operation: 'getJob' }, when: { state: 'started' }, then: { state: 'half' }, answer: { body: { n: 1 } } },
    { match: { operation: 'getJob' }, when: { state: 'half' }, then: { state: 'done' }, answer: { body: { n: 2 } } },
    { match: { operation: 'getJob' }, when: { state: 'done' }, answer: { body: { n: 3 } } },
  ];
  const numbers = async (count: number) => {
    const found = [];
    for (let i = 0; i < count; i++) found.push((await api.read('/v2/jobs/j')).n);
    return found;
  };

  test('goes from state to state, is set, and begins again', async () => {
    await script(pay);
    expect(await numbers(4)).toEqual([1, 2, 3, 3]);
    await api.put(`${SCRIPTS}/scenarios/default`, { state: 'half' });
    expect(await numbers(2)).toEqual([2, 3]);
    expect((await api.read(`${SCRIPTS}/scenarios`)).scenarios).toEqual([{ name: 'default', state: 'done' }]);
    await api.post(`${SCRIPTS}/reset-counters`, {});
    expect(await numbers(1)).toEqual([1]);
  });

  test('is in snapshots, as its scripts are, and in no other account', async () => {
    const own = inNewAccount(api);
    await own.create(SCRIPTS, pay);
    expect((await own.read('/v2/jobs/j')).n).toBe(1);
    await own.create('/_emulator/snapshots', { name: 'half' });
    expect((await own.read('/v2/jobs/j')).n).toBe(2);
    await own.post('/_emulator/snapshots/half/load', {});
    expect((await own.read('/v2/jobs/j')).n).toBe(2);
    expect((await api.get('/v2/jobs/j')).status).toBe(404);
  });
});

describe('what is told', () => {
  test('by the header and the journal: who answered', async () => {
    await script([
      { id: 'sold-out', match: { operation: 'createCorpus' }, answer: { status: 409, body: {} } },
      { id: 'renamed', match: { operation: 'createChatCompletion' }, answer: { patch: { model: 'x' } } },
    ]);
    const refused = await api.post('/v2/corpora', {});
    expect(refused.headers.get('x-emulator-answered-by')).toBe('api-script;id="sold-out";answers');
    const entry = await api.read(`/_emulator/journal/${refused.headers.get('x-request-id')}`);
    expect(entry).toMatchObject({
      scripts: 1,
      status: 409,
      notes: [{ kind: 'api_script', script: 'sold-out', does: 'answers', answer: 1, use: 1 }],
    });
    const chat = await api.post('/v2/llms/chat/completions', {
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hello' }],
    });
    expect(chat.body.model).toBe('x');
    expect(chat.headers.get('x-emulator-answered-by')).toBe('api-script;id="renamed";changes, built-in');
    const kept = await api.read(`/_emulator/journal/${chat.headers.get('x-request-id')}`);
    expect(kept.response.body.model).toBe('x');
  });

  test('by the journal and explain: which came near', async () => {
    await script([
      { id: 'far', match: { operation: 'listCorpora', headers: { 'x-tenant': 'a' } }, answer: {} },
      { id: 'near', match: { operation: 'listCorpora', query: { limit: '3', filter: 'b' } }, answer: {} },
      { id: 'elsewhere', match: { operation: 'getCorpus' }, answer: {} },
    ]);
    const { headers } = await api.get('/v2/corpora?limit=3&filter=a');
    const id = headers.get('x-request-id')!;
    const missed = { condition: 'match.query.filter', wanted: '"b"', found: '"a"' };
    expect((await api.read(`/_emulator/journal/${id}`)).notes).toMatchObject([
      { kind: 'api_scripts_not_matched', scripts: [{ script: 'near', ...missed }, { script: 'far' }] },
    ]);
    const own = connectEmulator(api.url);
    expect((await own.apiScripts.explain({ entry: id })).api_scripts[1]).toEqual({
      script: 'near',
      verdict: 'does-not-match',
      mismatch: missed,
    });
    const described = { operation: 'listCorpora', query: { limit: '3', filter: 'b' } };
    expect((await own.apiScripts.explain(described)).answered_by).toBe('near');
    expect((await own.apiScripts.list())[1]!.last_mismatch).toBe('match.query.filter wants "b", found "a"');
    expect((await own.unused()).rules).toContainEqual({
      kind: 'api_script',
      id: 'near',
      reason: 'match.query.filter wants "b", found "a".',
    });
  });
});

test('no explanation quotes a secret', async () => {
  const secret = 'sk-nobody-is-to-read-this';
  await script([
    { match: { operation: 'createLLM', body: { holds: { name: 'other' } } }, answer: {} },
    { match: { operation: 'createLLM', body: { json_path: [{ path: '$.auth.token', equals: 'other' }] } }, answer: {} },
    { match: { operation: 'createLLM', query: { api_key: 'other' } }, answer: {} },
  ]);
  const { headers } = await api.post(`/v2/llms?api_key=${secret}`, { auth: { token: secret }, name: 'mine' });
  const entry = await api.get(`/_emulator/journal/${headers.get('x-request-id')}`);
  expect(entry.body.notes[0].scripts).toHaveLength(3);
  expect(entry.text).not.toContain(secret);
  expect((await api.get(SCRIPTS)).text).not.toContain(secret);
});

test('what cannot be is refused by name', async () => {
  const fields = async (rule: object) => Object.keys((await api.post(SCRIPTS, rule)).body.field_errors);
  const answer = {};
  expect(await fields({ match: { operation: 'listCorpus' }, answer })).toEqual(['body.match.operation']);
  expect(await fields({ match: { opration: 'query' }, answer })).toEqual(['body.match.opration']);
  expect(await fields({ match: { headers: { authorization: 'x' } }, answer })).toEqual([
    'body.match.headers.authorization',
  ]);
  expect(await fields({ match: { body: { text: { regex: '(' } } }, answer })).toEqual(['body.match.body.text.regex']);
  expect(await fields({ answer: { body: {}, patch: {} } })).toEqual(['body.answer.patch']);
  expect(await fields({ answer: { headers: { 'Content-Length': '1' } } })).toEqual([
    'body.answer.headers.Content-Length',
  ]);
  expect(await fields({ scenario: 'a', answer })).toEqual(['body.scenario']);
  expect(await fields({})).toEqual(['body.answer']);
});

test('a credential is asked for first, and faults spoil what scripts answer', async () => {
  await script({ match: { operation: 'listCorpora' }, answer: { body: DATA } });
  expect((await fetch(`${api.url}/v2/corpora`)).status).toBe(401);
  const faulty = await api.get('/v2/corpora', { headers: { 'x-emulator-fault': 'status=503' } });
  expect(faulty.status).toBe(503);
  const apart = await api.get('/v2/corpora', { headers: { 'x-emulator-bypass': 'api-scripts' } });
  expect(apart.body).toHaveProperty('corpora');
});

test('a seed brings them, and they are there after a restart', async () => {
  const seed = { api_scripts: [{ id: 'one', match: { operation: 'listPipelines' }, answer: { body: DATA } }] };
  const own = inNewAccount(api);
  await own.post('/_emulator/seed', { ...seed, corpora: [{ key: uniqueName('seeded') }] });
  expect(await own.read('/v2/pipelines')).toEqual(DATA);

  const dataDir = temporaryFolder();
  const first = await startForTest({ dataDir });
  await first.create(SCRIPTS, seed.api_scripts);
  await first.close();
  const second = await startForTest({ dataDir });
  expect(await second.read('/v2/pipelines')).toEqual(DATA);
});

describe('what the contract does not allow', () => {
  const rules: ApiScript[] = [
    { id: 'status', match: { operation: 'getPipeline' }, answer: { status: 207, body: {} } },
    { id: 'body', match: { operation: 'getCorpus' }, answer: { body: { key: 7 } } },
    { id: 'envelope', match: { operation: 'listLLMs' }, answer: { status: 404, body: { message: 'Gone.' } } },
    { id: 'stream', match: { operation: 'listCorpora' }, answer: { events: [] } },
    { id: 'nothing', match: { operation: 'deleteCorpus' }, answer: { body: {} } },
    {
      id: 'event',
      match: { operation: 'query' },
      answer: { events: [{ data: { type: 'search_results', search_results: {} } }] },
    },
  ];
  const calls: Record<string, () => Promise<{ status: number; headers: Headers; body: Json }>> = {
    status: () => api.get('/v2/pipelines/p'),
    body: () => api.get('/v2/corpora/c'),
    envelope: () => api.get('/v2/llms'),
    stream: () => api.get('/v2/corpora'),
    nothing: () => api.delete('/v2/corpora/c'),
    event: () => api.post('/v2/query', {}),
  };
  const PROBLEMS: Record<string, RegExp> = {
    status: /^answer\.status 207 is none that getPipeline answers with/,
    body: /^answer\.body\.\w+ /,
    envelope: /^answer\.body\.(id|messages) is required/,
    stream: /^answer\.events listCorpora answers with no stream/,
    nothing: /^answer\.body deleteCorpus answers without a body/,
    event: /^answer\.events\[0\]\.data\.search_results/,
  };

  test('is answered all the same, and told by the journal', async () => {
    await script(rules);
    for (const [id, send] of Object.entries(calls)) {
      const { headers } = await send();
      const entry = headers.get('x-request-id');
      const [note] = (await api.read(`/_emulator/journal/${entry}`)).notes;
      expect(note).toMatchObject({
        kind: 'api_script',
        script: id,
        problems: [expect.stringMatching(PROBLEMS[id]!), ...note.problems.slice(1)],
      });
      expect((await api.get(`/_emulator/journal/${entry}/explain`)).text).toContain('The contract has it otherwise');
    }
  });

  test('is refused where scripts are strict', async () => {
    const strict = await startForTest({ strictScripts: true });
    for (const rule of rules) {
      const { status, body } = await strict.post(SCRIPTS, rule);
      expect([status, Object.keys(body.field_errors)[0]]).toEqual([400, expect.stringContaining('body.answer')]);
    }
    const one = { match: { route: 'GET /v2/corpora' }, answer: { body: { corpora: 1 } } };
    await strict.create(SCRIPTS, one);
    const answer = await strict.get('/v2/corpora');
    expect([answer.status, answer.body.messages[0]]).toEqual([
      500,
      expect.stringMatching(/contract does not allow\. answer\.body\./),
    ]);
  });
});
