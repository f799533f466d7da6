import { describe, expect, test } from 'vitest';
import { Problem } from '../../../src/console/page/api/problem.ts';
import { citationFinder } from '../../../src/console/page/query/citation-marks.ts';
import {
  advance,
  IDLE,
  type QueryRun,
  type RunStep,
  rankChanges,
  refusedFilter,
} from '../../../src/console/page/query/query-run.ts';
import type { CitationStyle } from '../../../src/query/citations/citation-source.ts';
import type { SearchResult } from '../../../src/query/query-schema.ts';
import { rewriteCitations } from '../../support/rewrite-citations.ts';

const result = (document_id: string, document_metadata: Record<string, unknown> = {}): SearchResult => ({
  result_type: 'text',
  text: `Text of ${document_id}.`,
  score: 0.5,
  part_metadata: { page: 1.5 },
  document_metadata,
  document_id,
  request_corpora_index: 0,
  corpus_key: 'c',
});
const RESULTS = [
  result('one', { title: '](javascript:x) <b>"', tags: ['a', 'b'] }),
  result('two.*', { title: 'Same' }),
  result('two.*', { title: 'Same' }),
];

describe('citations found in an answer', () => {
  const cited = (style: CitationStyle, text: string, urlPattern?: string, textPattern?: string) => {
    const written = rewriteCitations(text, {
      style,
      urlPattern,
      textPattern,
      results: RESULTS.map(({ document_id, document_metadata, part_metadata }) => ({
        documentId: document_id,
        documentMetadata: document_metadata,
        partMetadata: part_metadata,
      })),
    });
    const options = {
      style,
      ...(urlPattern && { url_pattern: urlPattern }),
      ...(textPattern && { text_pattern: textPattern }),
    };
    return citationFinder(
      options,
      RESULTS,
    )(written).map((piece) => (typeof piece === 'string' ? piece : [piece.text, piece.url, piece.sources]));
  };

  test('numeric, several in one and numbers that no source has', () => {
    expect(cited('numeric', 'A [1], [2, 9] and [01].')).toEqual([
      'A ',
      ['1', '', [1]],
      ', ',
      ['2', '', [2]],
      '[9]',
      ' and [01].',
    ]);
  });

  test.each(['html', 'markdown'] as const)('%s, as the emulator writes them', (style) => {
    expect(cited(style, 'A [1] b [2, 3].', 'https://x/?a&{doc.id}={part.page}')).toEqual([
      'A ',
      ['1', 'https://x/?a&one=1.5', [1]],
      ' b ',
      ['2', 'https://x/?a&two.*=1.5', [2]],
      ', ',
      ['3', 'https://x/?a&two.*=1.5', [3]],
      '.',
    ]);
    expect(cited(style, 'A [1] b [3].', '{doc.tags}', '{doc.title}')).toEqual([
      'A ',
      ['](javascript:x) <b>"', '["a","b"]', [1]],
      ' b ',
      ['Same', '', [2, 3]],
      '.',
    ]);
  });

  test('what a model makes up itself stays text', () => {
    const text = '<a href="javascript:alert(1)">1</a> [1](javascript:alert(1))';
    for (const style of ['html', 'markdown', 'none'] as const) {
      expect(citationFinder({ style, url_pattern: '{doc.id}' }, RESULTS)(text)).toEqual([text]);
    }
  });
});

describe('a run', () => {
  const request = { query: 'q', search: { corpora: [{ corpus_key: 'c' }] } };
  const run = (...steps: RunStep[]): QueryRun => steps.reduce(advance, advance(IDLE, { type: 'started', request }));
  const chunk = (text: string, atMs: number): RunStep => ({
    type: 'event',
    event: { type: 'generation_chunk', generation_chunk: text },
    atMs,
  });

  test('grows with its events and ends with the last', () => {
    const done = run(
      chunk('One ', 5),
      chunk('two.', 9),
      { type: 'event', event: { type: 'end' }, atMs: 10 },
      { type: 'ended', atMs: 11 },
    );
    expect(done).toMatchObject({ phase: 'done', text: 'One two.', firstMs: 5, totalMs: 11 });
  });

  test('keeps what had come when it fails, breaks off or is stopped', () => {
    const error: RunStep = { type: 'event', event: { type: 'error', messages: ['INTERNAL: x'] }, atMs: 6 };
    const end: RunStep = { type: 'event', event: { type: 'end' }, atMs: 7 };
    expect(run(chunk('One', 5), error, end)).toMatchObject({
      phase: 'failed',
      text: 'One',
      problem: { message: 'INTERNAL: x' },
    });
    const broken = run(chunk('One', 5), { type: 'ended', atMs: 8 });
    expect(broken).toMatchObject({ phase: 'failed', text: 'One' });
    expect(broken.problem?.message).toMatch(/ended before/);
    expect(run(chunk('One', 5), { type: 'stopped', atMs: 8 })).toMatchObject({
      phase: 'stopped',
      text: 'One',
      totalMs: 8,
    });
  });
});

test('places are compared with those of the other side', () => {
  const [one, two, three] = [result('1'), result('2'), result('3')];
  expect(rankChanges([one, two, three], [two, one])).toEqual([1, -1, 'only here']);
  expect(rankChanges([one], [one])).toEqual([0]);
});

test('a refused filter is known by its field, and in a stream by its words', () => {
  const filter = 'doc.x = 1';
  const request = { query: 'q', search: { corpora: [{ corpus_key: 'c', metadata_filter: filter }] } };
  const refused = (problem: Problem) => refusedFilter({ request, problem });
  const fields = { 'body.search.corpora[0].metadata_filter': 'has an error.' };
  expect(refused(new Problem('x', 400, fields))).toEqual({ filter, problem: 'has an error.' });
  const words = 'INVALID_ARGUMENT: The filter expression contains an error. Unrecognized references: doc.x';
  expect(refused(new Problem(words))).toEqual({ filter, problem: words });
  expect(refused(new Problem('INVALID_ARGUMENT: Another.', 400))).toBeUndefined();
});
