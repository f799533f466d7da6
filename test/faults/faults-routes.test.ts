/** Faults over HTTP. */
import { afterEach, describe, expect, test } from 'vitest';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile();
const PATH = '/_emulator/faults';
afterEach(async () => void (await api.delete(PATH)));

const EVERYTHING = {
  id: 'everything',
  description: 'All there is.',
  where: {
    operation: ['query', 'queryCorpus'],
    route: 'POST /v2/*',
    corpus: 'c',
    llm: ['a', 'b*'],
    header: { 'x-source': 'web', 'x-other': { contains: 'a', regex: '^a' } },
    upstream: { host: 'api.openai.com', dialect: 'openai-chat' },
  },
  when: { skip: 1, every: 2, probability: 0.25, seed: 7, times: 3 },
  fault: { type: 'upstream_slow_first_token', ms: { distribution: 'normal', mean: 10, stddev: 2.5 } },
};
const COUNTS = { times_matched: 0, times_fired: 0, can_match: true };

test('what is added comes back whole', async () => {
  const why_not = 'where.corpus: there is no corpus "c" now.';
  const kept = { ...EVERYTHING, ...COUNTS, can_match: false, why_not };
  expect(await api.create(PATH, EVERYTHING)).toEqual(kept);
  expect(await api.read(PATH)).toEqual({ faults: [kept] });
  expect(await api.read(`${PATH}/everything`)).toEqual(kept);
});

test.each([
  { type: 'status', code: 400, message: 'No.', field_errors: { 'body.query': 'is bad.' }, retry_after: 1 },
  { type: 'rate_limit', retry_after: 2, message: 'Slow.' },
  { type: 'delay', ms: 0.5 },
  { type: 'delay', ms: { distribution: 'uniform', min: 1, max: 2 } },
  { type: 'drop', at: 'after_headers' },
  { type: 'truncate', bytes: 3 },
  { type: 'stream_cut', after: { event: 'generation_chunk', count: 3 } },
  { type: 'stream_cut', no_end: true },
  { type: 'stream_error', before: 'end', message: 'Oh.', no_end: true },
  { type: 'upstream_refused' },
  { type: 'upstream_status', code: 503, message: 'No.', retry_after: 4 },
  { type: 'upstream_malformed_chunk', after: 0 },
  { type: 'upstream_silence', after: 2 },
  { type: 'upstream_drop', after: 2 },
])('%j', async (fault) => {
  expect((await api.create(PATH, { fault })).fault).toEqual(fault);
});

test('a list is added as one', async () => {
  const drop = { fault: { type: 'drop' } };
  const added = await api.create(PATH, [drop, { ...drop, id: 'mine' }]);
  expect(added.map(({ id }: { id: string }) => id)).toEqual(['fault-1', 'mine']);
  const again = await api.post(PATH, [drop, { ...drop, id: 'mine' }]);
  expect([again.status, again.body.messages]).toEqual([409, ["There is already a fault 'mine'."]]);
  expect((await api.read(PATH)).faults).toHaveLength(2);
});

test('replaced, read, deleted', async () => {
  const put = (code: number) => api.put(`${PATH}/mine`, { fault: { type: 'status', code } });
  expect([(await put(500)).status, (await put(503)).status]).toEqual([201, 200]);
  expect(await api.read(`${PATH}/mine`)).toEqual({ id: 'mine', fault: { type: 'status', code: 503 }, ...COUNTS });
  expect((await api.delete(`${PATH}/mine`)).status).toBe(204);
  for (const method of ['GET', 'DELETE']) {
    const { status, body } = await api.call(method, `${PATH}/mine`);
    expect([status, body.id]).toEqual([404, 'mine']);
  }
});

describe('refused', () => {
  const errorsOf = async (rule: unknown) => {
    const { status, body } = await api.post(PATH, rule);
    expect(status).toBe(400);
    return body.field_errors;
  };

  test.each<[unknown, string, string]>([
    [{}, 'body.fault', 'is required.'],
    [{ fault: {} }, 'body.fault.type', 'is required.'],
    [{ fault: { type: 'explode' } }, 'body.fault.type', '"explode" should be one of [status, rate_limit'],
    [{ fault: { type: 'status' } }, 'body.fault.code', 'is required.'],
    [{ fault: { type: 'status', code: 503, body: {} } }, 'body.fault.body', 'is not known here.'],
    [{ fault: { type: 'drop' }, whenn: {} }, 'body.whenn', 'is not known here.'],
    [{ fault: { type: 'drop' }, when: { time: 1 } }, 'body.when.time', 'is not known here.'],
    [{ fault: { type: 'stream_cut' } }, 'body.fault', 'should have exactly one of before, after and no_end.'],
    [{ id: 'magic', fault: { type: 'drop' } }, 'body.id', 'should match'],
    [
      [{ fault: { type: 'drop' } }, { fault: { type: 'drop' }, when: { times: 0 } }],
      'body[1].when.times',
      'at least 1',
    ],
    [
      { fault: { type: 'drop' }, where: { header: { 'x-a': { regex: '(' } } } },
      'body.where.header.x-a.regex',
      'is no regular expression',
    ],
    [
      { fault: { type: 'drop' }, where: { header: { 'x-a': { regex: 'a(?!b)' } } } },
      'body.where.header.x-a.regex',
      'look-ahead',
    ],
    [
      { fault: { type: 'drop' }, where: { upstream: { host: 'a' } } },
      'body.where.upstream',
      'is for upstream faults only; drop is none.',
    ],
  ])('%j', async (rule, field, text) => {
    const errors = await errorsOf(rule);
    expect(errors[field]).toContain(text);
    expect((await api.read(PATH)).faults).toEqual([]);
  });

  test('an id other than that of the path', async () => {
    const { status, body } = await api.put(`${PATH}/one`, { id: 'two', fault: { type: 'drop' } });
    expect([status, body.field_errors]).toEqual([400, { 'body.id': 'should be "one", as in the path.' }]);
  });
});
