/** Nothing that was misspelt is accepted in silence: names, members, parameters, paths, headers, options. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { connectEmulator, startEmulator } from '../../src/index.ts';
import { emulatorTest } from '../../src/testing/vitest.ts';
import { entryOf } from '../journal/support/journal.ts';
import { type Client, createClient, type Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, inNewAccount, startForTest } from '../support/emulator.ts';

const shared = emulatorForFile({ upstream: 'simulate' });
const strict = emulatorForFile({ upstream: 'simulate', strictFields: true });

const fault = { type: 'status', code: 503 };
const answer = { text: 'Scripted.' };

describe('names and members that nothing has', () => {
  test.each<[string, string, Json, string, RegExp]>([
    [
      'POST',
      '/faults',
      { where: { operation: 'qurey' }, fault },
      'body.where.operation',
      /"qurey" is not .* Did you mean query\?/,
    ],
    [
      'POST',
      '/faults',
      [{ where: { operation: ['query', 'listCorpra'] }, fault }],
      'body[0].where.operation[1]',
      /listCorpora/,
    ],
    ['PUT', '/faults/a', { where: { operation: 'nothing*' }, fault }, 'body.where.operation', /is not the operationId/],
    [
      'POST',
      '/faults',
      { fault: { type: 'stream_cut', before: 'generation_chnk' } },
      'body.fault.before',
      /one of \[.*Did you mean generation_chunk\?/,
    ],
    [
      'POST',
      '/faults',
      { fault: { type: 'stream_cut', after: { event: 'end', cuont: 1 } } },
      'body.fault.after.cuont',
      /Did you mean count\?/,
    ],
    ['POST', '/faults', { fault: { type: 'upstream_drp' } }, 'body.fault.type', /Did you mean upstream_drop\?/],
    [
      'POST',
      '/faults',
      { where: { operaton: 'query' }, fault },
      'body.where.operaton',
      /Did you mean operation\? Known: operation, route/,
    ],
    ['PUT', '/faults/magic', { enabled: true, enable: true }, 'body.enable', /Did you mean enabled\?/],
    [
      'POST',
      '/scripts',
      { match: { operation: 'createChatCompletions' }, answer },
      'body.match.operation',
      /createChatCompletion\?/,
    ],
    ['PUT', '/scripts/a', { match: { llms: 'gpt-4o' }, answer }, 'body.match.llms', /Did you mean llm\?/],
    ['PUT', '/scripts/strict', { strct: true }, 'body.strct', /Did you mean strict\?/],
    [
      'POST',
      '/scripts/explain',
      { llm: 'gpt-4o', messages: [], operation: 'qery' },
      'body.operation',
      /Did you mean query\?/,
    ],
    [
      'POST',
      '/scripts/explain',
      { llm: 'gpt-4o', messages: [], parametres: {} },
      'body.parametres',
      /Did you mean parameters\?/,
    ],
    ['POST', '/scripts/reset-counters', { id: 'a' }, 'body.id', /Nothing is known here/],
    ['POST', '/journal/assert', { filter: { operation: 'qurey' } }, 'body.filter.operation', /Did you mean query\?/],
    ['POST', '/journal/assert', { order: [{ operation: 'qurey' }] }, 'body.order[0].operation', /Did you mean query\?/],
    ['POST', '/journal/assert', { cuont: 1 }, 'body.cuont', /Did you mean count\? Known: filter, count, order/],
    ['POST', '/journal/assert', { count: { mni: 1 } }, 'body.count.mni', /Did you mean min\?/],
    ['PUT', '/journal/settings', { max_entry: 1 }, 'body.max_entry', /Known: enabled, max_entries, max_bytes/],
    ['GET', '/journal?operatoin=query', undefined, 'query.operatoin', /Did you mean operation\?/],
    ['GET', '/journal?operation=qurey', undefined, 'query.operation', /Did you mean query\?/],
    ['GET', '/journal/wait?operation=qurey&timeout_ms=1', undefined, 'query.operation', /Did you mean query\?/],
    ['GET', '/journal/wait?timeout=1', undefined, 'query.timeout', /Did you mean timeout_ms\?/],
    ['GET', '/journal/live?operation=query', undefined, 'query.operation', /Nothing is known here/],
    ['GET', '/state?verbose=1', undefined, 'query.verbose', /Nothing is known here/],
    ['POST', '/clock', { freeze: 1 }, 'body.freeze', /Known: set, advance, frozen/],
    [
      'PUT',
      '/jobs/mode',
      { mode: 'steped' },
      'body.mode',
      /one of \[instant, delayed, stepped\]\. Did you mean stepped\?/,
    ],
    [
      'PUT',
      '/jobs/mode',
      { mode: 'instant', indexing: { mode: 'instant', delay: 1 } },
      'body.indexing.delay',
      /Did you mean delay_ms\?/,
    ],
    ['POST', '/jobs/advance', { step: 2 }, 'body.step', /Did you mean steps\?/],
    ['POST', '/reset', { too: 'seed' }, 'body.too', /Did you mean to\?/],
    ['POST', '/reset', { to: 'emtpy' }, 'body.to', /one of \[seed, empty\]\. Did you mean empty\?/],
    ['POST', '/snapshots', { name: 'a', overwrit: true }, 'body.overwrit', /Did you mean overwrite\?/],
    ['POST', '/snapshots/a/load', { account: 'b' }, 'body.account', /Did you mean from_account\?/],
    [
      'PUT',
      '/recordings/mode',
      { mode: 'rplay' },
      'body.mode',
      /one of \[off, record, replay, record-missing\]\. Did you mean replay\?/,
    ],
    [
      'POST',
      '/prompts/render',
      { prompt_template: '', search: { corpra: [] } },
      'body.search.corpra',
      /Did you mean corpora\?/,
    ],
    ['POST', '/seed', { corpra: [] }, 'corpra', /Did you mean corpora\?/],
    [
      'POST',
      '/seed',
      { faults: [{ where: { operation: 'qurey' }, fault }] },
      'faults[0].where.operation',
      /Did you mean query\?/,
    ],
  ])('%s %s %j', async (method, path, body, field, text) => {
    const { status, body: refusal } = await inNewAccount(shared).call(method, `/_emulator${path}`, body);
    expect([status, Object.keys(refusal.field_errors ?? {})]).toEqual([400, [field]]);
    expect(refusal.field_errors[field]).toMatch(text);
  });

  test('an operation is named by all who may name one, with stars too', async () => {
    const api = inNewAccount(shared);
    await api.create('/_emulator/faults', [{ where: { operation: ['query*', 'getOAuthToken'] }, fault }]);
    await api.create('/_emulator/scripts', { match: { operation: 'createAgentSchedule' }, answer });
  });

  test.each<[Json, string]>([
    [{}, 'body'],
    [{ order: [] }, 'body.order'],
    [{ count: {} }, 'body.count'],
    [{ count: { min: 0 } }, 'body.count.min'],
    [{ count: { min: 3, max: 1 } }, 'body.count.max'],
  ])('an assertion that says nothing is refused: %j', async (assertion, field) => {
    const { status, body } = await shared.post('/_emulator/journal/assert', assertion);
    expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
  });

  test('a header of the emulator that is misspelt is refused, by both of its sides', async () => {
    for (const path of ['/v2/llms', '/_emulator/state']) {
      const { status, body } = await shared.get(path, { headers: { 'x-emulator-falt': 'status=503' } });
      expect([status, body.field_errors['header.x-emulator-falt']]).toEqual([
        400,
        expect.stringMatching(/Did you mean x-emulator-fault\?/),
      ]);
    }
  });
});

describe('paths and methods of the emulator’s own API', () => {
  test('ask for no key to say that they are none', async () => {
    const call = async (method: string, path: string) => {
      const response = await fetch(`${shared.url}/_emulator${path}`, { method });
      return { status: response.status, allow: response.headers.get('allow'), body: (await response.json()) as Json };
    };
    const unknown = await call('GET', '/fualts');
    expect([unknown.status, unknown.body.id]).toEqual([404, '/_emulator/fualts']);
    expect(unknown.body.messages[0]).toMatch(/There is no \/_emulator\/fualts .* Did you mean \/_emulator\/faults\?/);
    expect((await call('POST', '/nope')).status).toBe(404);
    expect((await call('GET', '')).status).toBe(404);
    const wrong = await call('PATCH', '/clock');
    expect([wrong.status, wrong.allow]).toEqual([405, 'GET, HEAD, POST, DELETE']);
    expect((await call('POST', '/journal')).status).toBe(405);
    expect((await call('PUT', '/snapshots/any')).status).toBe(405);
  });
});

describe('options of the library', () => {
  test('are refused by their names', async () => {
    await expect(startEmulator({ strictScript: true } as object)).rejects.toThrow(
      /does not know the option strictScript\. Did you mean strictScripts\?/,
    );
    expect(() => connectEmulator(shared.url, { acount: 'a' } as object)).toThrow(/Did you mean account\?/);
    expect(() => emulatorTest({ unused: 'fial' as never })).toThrow(/one of fail, warn, ignore/);
  });

  test('typed methods say what the emulator refused', async () => {
    const own = connectEmulator(shared.url, { account: 'typed' });
    await expect(own.journal.list({ operatoin: 'query' } as object)).rejects.toMatchObject({
      name: 'EmulatorRefused',
      fieldErrors: { 'query.operatoin': expect.stringContaining('Did you mean operation?') },
    });
    await expect(own.journal.assert({})).rejects.toMatchObject({ status: 400 });
    await expect(own.faults.add({ where: { operation: 'qurey' }, fault: { type: 'drop' } })).rejects.toThrow(/query\?/);
    await expect(own.jobs.mode({ mode: 'steped' as never })).rejects.toThrow(/stepped\?/);
  });
});

describe('whether a rule can match', () => {
  const listed = async (api: Client, kind: 'faults' | 'scripts') =>
    (await api.read(`/_emulator/${kind}`))[kind].map(({ can_match, why_not }: Json) => why_not ?? can_match);

  test('is said of each fault, with how often it fired', async () => {
    const api = inNewAccount(shared);
    await api.create('/v2/corpora', { key: 'handbook' });
    await api.create('/_emulator/faults', [
      { where: { corpus: 'handbok' }, fault },
      { where: { corpus: 'hand*' }, fault },
      { where: { llm: 'gtp-4o' }, fault: { type: 'upstream_refused' } },
      { where: { operation: 'createAgentSchedule' }, fault },
      { where: { operation: 'listLLMs' }, when: { times: 1 }, fault },
    ]);
    await api.get('/v2/llms');
    expect(await listed(api, 'faults')).toEqual([
      'where.corpus: there is no corpus "handbok" now. Did you mean handbook?',
      true,
      'where.llm: there is no LLM "gtp-4o" now. Did you mean gpt-4o?',
      expect.stringContaining('there is no emulated operation "createAgentSchedule" now'),
      'when.times: it has fired once, as often as it may.',
    ]);
    const [first, , , , last] = (await api.read('/_emulator/faults')).faults;
    expect(first).toMatchObject({ times_fired: 0, last_mismatch: 'where.corpus wants "handbok", found none' });
    expect(last).toMatchObject({ times_fired: 1 });
    await api.create('/v2/corpora', { key: 'handbok' });
    expect((await listed(api, 'faults'))[0]).toBe(true);
  });

  test('is said of each script, with how often it answered', async () => {
    const api = inNewAccount(shared);
    await api.create('/_emulator/scripts', [
      { match: { llm: 'gtp-4o' }, answer },
      { match: { preset: 'vectara-summary' }, answer },
      { match: { operation: 'createAgentSchedule' }, answer },
      { match: { llm: 'gpt-4o' }, times: 1, answer },
    ]);
    await api.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
    expect(await listed(api, 'scripts')).toEqual([
      'match.llm: there is no LLM "gtp-4o" now. Did you mean gpt-4o?',
      expect.stringContaining('there is no generation preset "vectara-summary" now'),
      expect.stringContaining('createAgentSchedule'),
      'It has answered once, as often as it may.',
    ]);
    const [first, , , last] = (await api.read('/_emulator/scripts')).scripts;
    expect(first).toMatchObject({ times_used: 0, last_mismatch: 'match.llm wants "gtp-4o", found "gpt-4o"' });
    expect(last).toMatchObject({ times_used: 1 });
  });
});

describe('what was set up and not used', () => {
  const ask = (api: Client, content: string) =>
    api.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages: [{ role: 'user', content }] });

  test('is named with its reason, and fails an assertion', async () => {
    const api = inNewAccount(shared);
    const own = connectEmulator(shared.url, { account: await accountOf(api) });
    await ask(api, 'Nobody has scripted anything yet.');
    await own.assertUsed();
    await own.faults.add({ id: 'slow', where: { operation: 'query' }, fault: { type: 'drop' } });
    await own.scripts.add({ id: 'tides', match: { messages: [{ contains: 'tide' }] }, answer: { text: 'High.' } });
    expect((await own.unused()).rules).toEqual([
      { kind: 'fault', id: 'slow', reason: 'No call was looked at.' },
      { kind: 'script', id: 'tides', reason: 'Nothing it could answer got to it.' },
    ]);
    await ask(api, 'And the moon?');
    const refused = await own.assertUsed().catch((error: Error) => error);
    expect((refused as Error).message).toMatch(
      /The fault "slow" never fired\. where\.operation wants "query", found "createChatCompletion"\.\nThe script "tides" never answered\. match\.messages\[0\] wants a message that contains "tide", found "And the moon\?"\.\nThe LLM "gpt-4o" was asked by createChatCompletion \(request \w+\) and no script answered\. tides: match\.messages/,
    );
    const { unmatched } = await own.unused();
    expect(unmatched).toMatchObject({ count: 1, newest: [{ llm: 'gpt-4o', operation: 'createChatCompletion' }] });
    expect(await own.journal.get(unmatched.newest[0]!.entry_id!)).toMatchObject({ operation: 'createChatCompletion' });
    await api.post('/_emulator/scripts/reset-counters');
    await own.faults.clear();
    await ask(api, 'When is high tide?');
    await own.assertUsed();
  });

  test('a request that a script lets pass on purpose was met by it', async () => {
    const api = inNewAccount(shared);
    await api.create('/_emulator/scripts', { skip: 1, answer });
    await ask(api, 'One');
    expect((await api.read('/_emulator/unused')).unmatched.count).toBe(0);
    await ask(api, 'Two');
    expect((await api.post('/_emulator/unused/assert')).body).toEqual({ passed: true });
  });

  const accountOf = async (api: Client) => (await api.read('/_emulator/account')).name;
});

describe('what the journal forgot', () => {
  test('is counted where calls are listed, waited for, asserted and followed', async () => {
    const api = await startForTest();
    const other = { headers: { 'x-emulator-account': 'other' } };
    expect((await api.put('/_emulator/journal/settings', { max_entries: 2 })).body.max_entries).toBe(2);
    expect((await api.get('/_emulator/journal/settings', other)).body.max_entries).toBe(1000);
    for (let call = 0; call < 5; call++) await api.get('/v2/llms');
    expect(await api.read('/_emulator/journal')).toMatchObject({ forgotten: 3, entries: [{}, {}] });
    expect((await api.read('/_emulator/journal/wait?operation=listLLMs')).forgotten).toBe(3);
    const inVain = await api.get('/_emulator/journal/wait?operation=query&timeout_ms=1');
    expect(inVain.body.messages[0]).toMatch(/The journal has forgotten 3 earlier ones\./);
    const cut = await api.post('/_emulator/journal/assert', { filter: { operation: 'query' }, count: 0 });
    expect([cut.status, cut.body.messages[0]]).toEqual([
      409,
      expect.stringMatching(/has forgotten 3 calls of this range/),
    ]);
    expect((await api.post('/_emulator/journal/assert', { order: [{ operation: 'listLLMs' }] })).status).toBe(409);
    expect((await api.get('/_emulator/journal', other)).body.forgotten).toBe(0);

    const { entries } = await api.read('/_emulator/journal');
    const since = new Date(Date.parse(entries[0].time) + 1).toISOString();
    const later = { filter: { operation: 'query', since }, count: 0 };
    expect((await api.post('/_emulator/journal/assert', later)).body).toEqual({ passed: true, forgotten: 3 });

    await api.delete('/_emulator/journal');
    await api.get('/v2/llms');
    const kept = await api.post('/_emulator/journal/assert', { filter: { operation: 'listLLMs' }, count: 1 });
    expect(kept.body).toEqual({ passed: true, forgotten: 0 });
  });

  test('so are calls that came while it was off', async () => {
    const api = inNewAccount(shared);
    await api.put('/_emulator/journal/settings', { enabled: false });
    await api.get('/v2/llms');
    await api.put('/_emulator/journal/settings', { enabled: true });
    expect((await api.post('/_emulator/journal/assert', { count: 0 })).status).toBe(409);
  });

  test('nothing stays of an account that is deleted', async () => {
    const own = connectEmulator(shared.url, { account: 'short-lived', apiKey: 'k' });
    await own.journal.settings({ max_entries: 1 });
    for (let call = 0; call < 2; call++) await fetch(`${own.url}/v2/llms`, { headers: own.headers });
    expect(await own.journal.forgotten()).toBe(1);
    await own.deleteAccount();
    expect([await own.journal.forgotten(), await own.journal.list()]).toEqual([0, []]);
    expect((await own.journal.settings()).max_entries).toBe(1000);
  });
});

describe('what Vectara would ignore', () => {
  const misspelt = {
    query: 'sea',
    streamResponse: true,
    search: { corpra: [{}], limit: 1 },
    generation: { 'generation-preset-name': 'x' },
  };

  test('is told by the journal and by its explanation', async () => {
    const key = await createCorpus(shared, ['The sea is deep.']);
    const { status } = await shared.post(`/v2/corpora/${key}/query?limt=3`, misspelt);
    expect(status).toBe(200);
    const ignored = [
      'query.limt',
      'streamResponse, did you mean stream_response?',
      'search.corpra',
      'generation.generation-preset-name, did you mean generation_preset_name?',
    ];
    const entry = await entryOf(shared, { operation: 'queryCorpus', corpus: key });
    expect([...entry.ignored].sort()).toEqual(ignored.sort());
    expect((await shared.read(`/_emulator/journal?corpus=${key}`)).entries[0].ignored).toHaveLength(4);
    const explained = await shared.get(`/_emulator/journal/${entry.id}/explain`);
    expect(explained.text).toContain('ignored: streamResponse, did you mean stream_response?');
  });

  test('is not said of what may hold anything, nor of what is passed on', async () => {
    const key = await createCorpus(shared, []);
    const document = {
      id: 'a',
      type: 'core',
      metadata: { any: { thing: 1 } },
      document_parts: [{ text: 'x', metadata: { y: 1 } }],
    };
    await shared.create(`/v2/corpora/${key}/documents`, document);
    expect((await entryOf(shared, { operation: 'createCorpusDocument', corpus: key })).ignored).toBeUndefined();
    const messages = [{ role: 'user', content: 'Hi', whatever: 1 }];
    await shared.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages, logit_bias: { a: 1 } });
    expect((await entryOf(shared, { operation: 'createChatCompletion' })).ignored).toBeUndefined();
  });

  test('of a large body too, of which only an excerpt is kept', async () => {
    const key = await createCorpus(shared, []);
    const parts = Array.from({ length: 2000 }, (_, index) => ({
      text: `Part ${index} ${'of many words '.repeat(20)}`,
    }));
    const last = { text: 'last', metdata: {} };
    await shared.create(`/v2/corpora/${key}/documents`, { id: 'l', type: 'core', document_parts: [...parts, last] });
    const { ignored } = await entryOf(shared, { operation: 'createCorpusDocument', corpus: key });
    expect(ignored).toEqual(['document_parts[2000].metdata, did you mean metadata?']);
  });

  test('is refused under --strict-fields, after whatever else is wrong', async () => {
    const key = await createCorpus(strict, ['The sea is deep.']);
    const { status, body } = await strict.post(`/v2/corpora/${key}/query`, misspelt);
    expect([status, Object.keys(body.field_errors).sort()]).toEqual([
      400,
      ['body.generation.generation-preset-name', 'body.search.corpra', 'body.streamResponse'],
    ]);
    expect(body.field_errors['body.streamResponse']).toMatch(
      /is not known here\. Did you mean stream_response\? Known: /,
    );
    expect(body).toMatchObject({ messages: [expect.any(String)], request_id: expect.any(String) });
    expect((await strict.get('/v2/corpora?limt=3')).body.field_errors).toHaveProperty(['query.limt']);
    expect((await strict.post(`/v2/corpora/${key}/query`, { query: 'sea', search: { limit: 1 } })).status).toBe(200);
    expect((await strict.post(`/v2/corpora/${key}/query`, { queri: 'sea' })).body.field_errors).toEqual({
      'body.query': 'is required.',
    });
  });
});

test('a start with an option of the wrong name opens nothing', async () => {
  const emulator = await startEmulator({ upstream: 'simulate' });
  onTestFinished(() => emulator.close());
  expect((await createClient(() => emulator.url).get('/v2/llms')).status).toBe(200);
});
