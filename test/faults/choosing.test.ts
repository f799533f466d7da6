/** Which fault happens to which request. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { FaultRule } from '../../src/emulator/faults/fault-rule-schema.ts';
import type { Client } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { timesFired, withFault } from './support/with-fault.ts';

const api = emulatorForFile();
let one = '';
let two = '';
beforeAll(async () => {
  one = await createCorpus(api, ['Bees make honey.']);
  two = await createCorpus(api, ['Ships carry coal.']);
});

const status = (code: number, where: FaultRule['where'] = {}, when: FaultRule['when'] = {}): FaultRule => ({
  where,
  when,
  fault: { type: 'status', code },
});
const query = (client: Client, corpora: string[], generation?: object, headers = {}) =>
  client.post(
    '/v2/query',
    { query: 'honey', search: { corpora: corpora.map((corpus_key) => ({ corpus_key })) }, generation },
    { headers },
  );

describe('by what is asked', () => {
  test('a corpus, in the path, the address or the body', async () => {
    await withFault(api, status(503, { corpus: one }));
    const asked = [
      query(api, [one]),
      query(api, [two, one]),
      api.get(`/v2/corpora/${one}`),
      api.get(`/v2/corpora/${one}/query?query=honey`),
      api.post(`/v2/corpora/${one}/query`, { query: 'honey' }),
    ];
    expect((await Promise.all(asked)).map((answer) => answer.status)).toEqual(asked.map(() => 503));
    const others = [query(api, [two]), api.get(`/v2/corpora/${two}`), api.get('/v2/corpora')];
    expect((await Promise.all(others)).map((answer) => answer.status)).toEqual(others.map(() => 200));
  });

  test('an LLM, by its name, through a preset or by default', async () => {
    await withFault(api, status(503, { llm: 'mockingbird-2.0' }), status(502, { llm: 'gpt-*' }));
    const preset = (generation_preset_name: string) => query(api, [one], { generation_preset_name });
    const asked = await Promise.all([
      query(api, [one], {}),
      preset('mockingbird-2.0'),
      query(api, [one], { model_parameters: { llm_name: 'gpt-4o' } }),
      api.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] }),
      query(api, [one]),
    ]);
    expect(asked.map((answer) => answer.status)).toEqual([503, 503, 502, 502, 200]);
  });

  test('route and header', async () => {
    await withFault(api, status(503, { route: 'POST /v2/query', header: { 'x-source': { contains: 'web' } } }));
    const statuses = [await query(api, [one], undefined, { 'x-source': 'my web ui' }), await query(api, [one])];
    expect(statuses.map((answer) => answer.status)).toEqual([503, 200]);
  });
});

describe('the first that fires wins', () => {
  test('also when it must wait for the body', async () => {
    await withFault(api, status(501, { corpus: one }), status(502));
    expect((await query(api, [one])).status).toBe(501);
    expect((await query(api, [two])).status).toBe(502);
  });

  test('those behind it do not count the call', async () => {
    await withFault(
      api,
      { id: 'first', ...status(501, {}, { times: 1 }) },
      { id: 'second', ...status(502, { operation: 'query' }, { every: 2 }) },
    );
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await query(api, [one])).status);
    expect(statuses).toEqual([501, 200, 502, 200]);
    expect([await timesFired(api, 'first'), await timesFired(api, 'second')]).toEqual([1, 1]);
    expect((await api.read('/_emulator/faults/second')).times_matched).toBe(3);
  });

  test('on each side', async () => {
    await withFault(
      api,
      { id: 'late', fault: { type: 'delay', ms: 1 } },
      { id: 'down', fault: { type: 'upstream_refused' } },
      { id: 'never', fault: { type: 'upstream_status', code: 500 } },
    );
    const { status: code, headers } = await query(api, [one], {});
    expect([code, headers.get('x-emulator-fault-applied')]).toEqual([500, 'late, down']);
    expect(await timesFired(api, 'never')).toBe(0);
  });

  test('for calls at the same time: exactly so many', async () => {
    const { id } = await withFault(api, status(503, {}, { skip: 3, times: 4 }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => query(api, [one])));
    expect(answers.filter((answer) => answer.status === 503)).toHaveLength(4);
    expect(await timesFired(api, id)).toBe(4);
  });

  test('with a seed, the same calls each time', async () => {
    const statuses = async () => {
      await api.put('/_emulator/faults/chance', status(503, { operation: 'listLLMs' }, { probability: 0.5, seed: 4 }));
      const answers: number[] = [];
      for (let call = 0; call < 12; call += 1) answers.push((await api.get('/v2/llms')).status);
      return answers;
    };
    const first = await statuses();
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await statuses()).toEqual(first);
    await api.delete('/_emulator/faults');
  });
});

describe('by the request itself', () => {
  const ask = (fault: string, generation?: object) => query(api, [one], generation, { 'x-emulator-fault': fault });

  test('a header goes before rules', async () => {
    const { id } = await withFault(api, status(502));
    const { status: code, headers, body } = await ask('status=404;id=nobody');
    expect([code, headers.get('x-emulator-fault-applied'), body.id]).toEqual([404, 'header', 'nobody']);
    expect(await timesFired(api, id)).toBe(0);
  });

  test('both sides in one', async () => {
    const { status: code, headers } = await ask('delay=1, upstream_status=500', {});
    expect([code, headers.get('x-emulator-fault-applied')]).toEqual([500, 'header']);
  });

  test('one that is meant for streams leaves a plain answer alone', async () => {
    const { status: code, headers } = await ask('stream_cut;before=end', {});
    expect([code, headers.get('x-emulator-fault-applied')]).toEqual([200, null]);
  });

  test('one that cannot be read is a 400 that names it', async () => {
    const { status: code, body } = await ask('status=99');
    expect(code).toBe(400);
    expect(body.field_errors['header.x-emulator-fault']).toContain('status.code 99 should be at least 400.');
  });
});

describe('by magic', () => {
  const asked = (text: string) => api.post('/v2/query', { query: text, search: { corpora: [{ corpus_key: one }] } });
  const magic = (enabled: boolean) => api.put('/_emulator/faults/magic', { enabled });

  test('only once it is switched on', async () => {
    expect(await api.read('/_emulator/faults/magic')).toEqual({ enabled: false });
    expect((await asked('honey [[fault:status=503]]')).status).toBe(200);
    expect((await magic(true)).body).toEqual({ enabled: true });
    const { status: code, headers } = await asked('honey [[fault:status=503]]');
    expect([code, headers.get('x-emulator-fault-applied')]).toEqual([503, 'magic']);
    expect((await api.get(`/v2/corpora/${one}/query?query=${encodeURIComponent('[[fault:status=504]]')}`)).status).toBe(
      504,
    );
    const messages = [{ role: 'user', content: 'Hi [[fault:upstream_status=500]]' }];
    expect((await api.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages })).status).toBe(500);
    expect((await asked('honey')).status).toBe(200);
    const { body } = await asked('[[fault:explode]]');
    expect(body.field_errors['body.query']).toContain('"explode" should be one of');
    await magic(false);
    expect((await asked('honey [[fault:status=503]]')).status).toBe(200);
  });
});
