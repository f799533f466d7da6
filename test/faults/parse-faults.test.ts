import { describe, expect, test } from 'vitest';
import { magicFaults, parseFaults } from '../../src/emulator/faults/asked-faults.ts';
import { ApiError } from '../../src/errors.ts';

const FIELD = 'header.x-emulator-fault';
const read = (text: string) => parseFaults(text, FIELD);

test.each<[string, object[]]>([
  ['status=503', [{ type: 'status', code: 503 }]],
  ['status=400; message=Not this, not that=so', [{ type: 'status', code: 400, message: 'Not this, not that=so' }]],
  ['delay=200', [{ type: 'delay', ms: 200 }]],
  ['delay=12.5', [{ type: 'delay', ms: 12.5 }]],
  ['drop', [{ type: 'drop' }]],
  ['drop=after_headers', [{ type: 'drop', at: 'after_headers' }]],
  ['truncate=10', [{ type: 'truncate', bytes: 10 }]],
  ['rate_limit', [{ type: 'rate_limit' }]],
  ['rate_limit;retry_after=2', [{ type: 'rate_limit', retry_after: 2 }]],
  ['stream_cut;before=end', [{ type: 'stream_cut', before: 'end' }]],
  ['stream_cut;no_end', [{ type: 'stream_cut', no_end: true }]],
  ['stream_cut;after=generation_chunk:3', [{ type: 'stream_cut', after: { event: 'generation_chunk', count: 3 } }]],
  [
    'stream_error=Oh.;after=generation_chunk;no_end=false',
    [{ type: 'stream_error', message: 'Oh.', after: { event: 'generation_chunk' }, no_end: false }],
  ],
  ['upstream_status=500', [{ type: 'upstream_status', code: 500 }]],
  ['upstream_slow_first_token=30', [{ type: 'upstream_slow_first_token', ms: 30 }]],
  ['upstream_malformed_chunk=2', [{ type: 'upstream_malformed_chunk', after: 2 }]],
  ['upstream_drop;after=4', [{ type: 'upstream_drop', after: 4 }]],
  ['upstream_silence', [{ type: 'upstream_silence' }]],
  ['upstream_refused', [{ type: 'upstream_refused' }]],
  [
    'status=503;message=Sorry, drop us a line, upstream_refused',
    [{ type: 'status', code: 503, message: 'Sorry, drop us a line' }, { type: 'upstream_refused' }],
  ],
  [
    '{"type":"delay","ms":{"distribution":"exponential","mean":5}}',
    [{ type: 'delay', ms: { distribution: 'exponential', mean: 5 } }],
  ],
  ['[{"type":"drop"},{"type":"upstream_refused"}]', [{ type: 'drop' }, { type: 'upstream_refused' }]],
])('%s', (text, expected) => expect(read(text)).toEqual(expected));

const ruleOf = (work: () => unknown): Record<string, string> => {
  try {
    work();
  } catch (error) {
    if (error instanceof ApiError && error.statusCode === 400) return error.detail.fieldErrors ?? {};
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('what cannot be used is named with its rule', () => {
  test.each([
    ['', '"" should be one of [status, rate_limit, delay'],
    ['explode', '"explode" should be one of [status'],
    ['status', 'status.code is required.'],
    ['status=200', 'status.code 200 should be at least 400.'],
    ['status=many', 'status.code should be of type integer.'],
    ['delay=soon', 'delay.ms'],
    ['delay=-1', 'delay.ms'],
    ['drop=never', 'drop.at "never" should be one of [before_headers, after_headers].'],
    ['status=500;sometimes=1', 'status.sometimes is not known here.'],
    ['stream_cut', 'stream_cut should have exactly one of before, after and no_end.'],
    ['stream_cut;before=end;no_end', 'stream_cut should have exactly one of before, after and no_end.'],
    ['stream_cut;before=the_end', 'stream_cut.before "the_end" should be one of [search_results'],
    ['stream_cut;after=end:0', 'stream_cut.after.count 0 should be at least 1.'],
    ['stream_error', 'stream_error should have exactly one of before and after.'],
    ['upstream_refused=1', 'upstream_refused.value is not known here.'],
    [
      '{"type":"delay","ms":{"distribution":"uniform","min":2,"max":1}}',
      'delay should have a max that is at least its min.',
    ],
    ['{"type":', 'is not valid JSON'],
    ['[1]', 'should be one of [status'],
    ['[null]', 'should be one of [status'],
  ])('%s', (text, rule) => {
    const errors = ruleOf(() => read(text));
    expect(Object.keys(errors)).toEqual([FIELD]);
    expect(errors[FIELD]).toContain(rule);
  });
});

describe('in texts', () => {
  test('of queries and messages, wherever in them', () => {
    const text = (fault: string) => `Where is [the] honey? [[fault:${fault}]] Say.`;
    expect(magicFaults({ query: text('status=503') }, 'body')).toEqual([{ type: 'status', code: 503 }]);
    expect(magicFaults({ messages: [{ role: 'user', content: text('drop') }] }, 'body')).toEqual([{ type: 'drop' }]);
    const parts = [{ type: 'text', text: text('upstream_refused') }];
    expect(magicFaults({ messages: [{ role: 'user', content: parts }] }, 'body')).toEqual([
      { type: 'upstream_refused' },
    ]);
    expect(magicFaults({ query: text('[{"type":"drop"}]') }, 'body')).toEqual([{ type: 'drop' }]);
  });

  test('but nowhere else', () => {
    expect(magicFaults({ text: '[[fault:drop]]', search: { query: '[[fault:drop]]' } }, 'body')).toEqual([]);
    for (const nothing of [undefined, null, 'query', { query: 'fault:drop' }]) {
      expect(magicFaults(nothing, 'body')).toEqual([]);
    }
  });

  test('what cannot be used is a refusal of that text', () => {
    expect(Object.keys(ruleOf(() => magicFaults({ query: '[[fault:explode]]' }, 'query')))).toEqual(['query.query']);
  });
});
