import { describe, expect, it } from 'vitest';
import type { Cell } from '../../src/ingest/structured-document.ts';
import { tableMarkdown, tableParts } from '../../src/ingest/tables.ts';

const text = (text_value: string, spans: Partial<Cell> = {}): Cell => ({ text_value, ...spans });

describe('tableMarkdown', () => {
  it.each<[string, Cell[][], Cell[][], string]>([
    ['header and rows', [[text('a'), text('b')]], [[{ int_value: 1 }, {}]], '| a | b |\n| --- | --- |\n| 1 |  |'],
    ['no header', [], [[text('x')]], '|  |\n| --- |\n| x |'],
    ['pipes, backslashes and newlines', [[text('a|b\\c\nd')]], [], '| a\\|b\\\\c d |\n| --- |'],
    [
      'spans: headers repeat and join, rows leave blanks',
      [
        [text('n', { rowspan: 2 }), text('size', { colspan: 2 })],
        [text('cm'), text('in')],
      ],
      [[text('all', { colspan: 3 })], [text('x'), { float_value: 2.5 }, { bool_value: false }]],
      '| n | size cm | size in |\n| --- | --- | --- |\n| all |  |  |\n| x | 2.5 | false |',
    ],
    ['short rows', [[text('a'), text('b')]], [[text('x')]], '| a | b |\n| --- | --- |\n| x |  |'],
    ['a header row alone', [[text('a')]], [], '| a |\n| --- |'],
    ['nothing', [], [], ''],
  ])('%s', (_name, headers, rows, markdown) => {
    expect(tableMarkdown({ data: { headers, rows } })).toBe(markdown);
  });

  it('refuses spans that would fill the memory', () => {
    const row = Array.from({ length: 6000 }, () => text('x', { colspan: 1_000_000 }));
    expect(() => tableMarkdown({ data: { rows: [row] } })).toThrow(expect.objectContaining({ kind: 'too_large' }));
  });

  it('holds more rows than a call takes arguments', () => {
    const rows = Array.from({ length: 150_000 }, () => [text('x')]);
    expect(tableMarkdown({ data: { rows } }).length).toBe('|  |\n| --- |'.length + '\n| x |'.length * rows.length);
  });
});

describe('tableParts', () => {
  const data = { headers: [[text('a'), text('b')]], rows: [[text('x'), {}], [{}], [text('y\nz'), { int_value: 0 }]] };

  it('makes a title part, a summary part and one part a row; blank rows are counted but not made', () => {
    expect([...tableParts({ id: 't1', title: ' Tides ', description: 'Heights by harbour.', data })]).toEqual([
      { text: 'Tides', vectara: { table_id: 't1', is_table_title: true } },
      { text: 'Heights by harbour.', vectara: { table_id: 't1', is_table_summary: true } },
      { text: 'x', vectara: { table_id: 't1', row_num: 0 } },
      { text: 'y z, 0', vectara: { table_id: 't1', row_num: 2 } },
    ]);
  });

  it('summarises as markdown where there is no description', () => {
    const [summary] = [...tableParts({ id: 't1', data })];
    expect(summary!.text).toBe('| a | b |\n| --- | --- |\n| x |  |\n|  |  |\n| y z | 0 |');
  });

  it('makes nothing of an empty table', () => expect([...tableParts({ id: 't1' })]).toEqual([]));
});
