import { describe, expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { linesOf } from './support/archive.ts';

const FONTS =
  '{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset238 Arial;}{\\f2\\fcharset204 Arial;}{\\f3\\fcharset128 MS Gothic;}{\\f4\\fcharset134 SimSun;}{\\f5\\fcharset136 MingLiU;}{\\f6\\fcharset129 Batang;}{\\f7\\fcharset161 Arial;}{\\f8\\fcharset177 Arial;}{\\f9\\fcharset178 Arial;}{\\f10\\fcharset162 Arial;}{\\f11\\fcharset186 Arial;}{\\f12\\fcharset222 Arial;}{\\f13\\fcharset77 Monaco;}{\\f14\\fcharset163 Arial;}{\\f15\\cpg437 Terminal;}{\\f16\\fcharset255 Terminal;}}';
const rtf = (body: string, head = '\\ansi\\ansicpg1252\\deff0') =>
  Buffer.from(`{\\rtf1${head}${FONTS}\\pard ${body}}`, 'latin1');
const lines = (body: string, head?: string) => linesOf('a.rtf', rtf(body, head));
const hex = (bytes: string) => bytes.replaceAll(' ', '').replace(/../g, "\\'$&");

describe('bytes are read in the code page', () => {
  it.each([
    [1, 'c8 6c e1 6e 65 6b', 'Článek'],
    [2, 'cf f0 e8 e2 e5 f2', 'Привет'],
    [3, '82 b1 82 f1 82 c9 82 bf 82 cd', 'こんにちは'],
    [4, 'd3 a1 cb a2', '印刷'],
    [5, 'a4 a4 a4 e5', '中文'],
    [6, 'c7 d1 b1 db', '한글'],
    [7, 'c1 e8 de ed e1', 'Αθήνα'],
    [8, 'f9 ec e5 ed', 'שלום'],
    [9, 'e3 d1 cd c8 c7', 'مرحبا'],
    [10, 'fe ee f0', 'şîğ'],
    [11, 'e0 e8 e6', 'ąčę'],
    [12, 'e4 b7 c2', 'ไทย'],
    [13, '8e 8f', 'éè'],
    [14, 'd0 f0', 'Đđ'],
    [15, '81 82', 'üé'],
    [16, '9d d5', 'Øı'],
  ])('of font %i', async (font, bytes, text) => {
    expect(await lines(`\\f${font} ${hex(bytes)}\\f0  end\\par`)).toEqual([`${text} end`]);
  });

  it.each([
    ['\\ansi\\ansicpg932', '82 b1 82 f1', 'こん'],
    ['\\ansi\\ansicpg936', 'd3 a1', '印'],
    ['\\ansi\\ansicpg949', 'c7 d1', '한'],
    ['\\ansi\\ansicpg950', 'a4 a4', '中'],
    ['\\ansi\\ansicpg1251', 'cf f0', 'Пр'],
    ['\\mac', '8e', 'é'],
    ['\\pc', '81', 'ü'],
    ['\\pca', '9d', 'Ø'],
    ['\\ansi\\ansicpg65001', 'c3 bc', 'ü'],
  ])('of the document after %s', async (head, bytes, text) => {
    const source = `{\\rtf1${head}\\pard ${hex(bytes)}\\par}`;
    expect(await linesOf('a.rtf', Buffer.from(source, 'latin1'))).toEqual([text]);
  });

  it('also where the second byte of a character is written as the letter it would be', async () => {
    expect(await lines("\\f3 \\'83A\\'83C\\par")).toEqual(['アイ']);
  });

  it('and unwritten as bytes, and in the properties', async () => {
    const source = Buffer.concat([
      Buffer.from('{\\rtf1\\ansi\\ansicpg1251{\\info{\\title '),
      Buffer.from([0xcf, 0xf0]),
      Buffer.from('}{\\author \\u1040?\\u1041?}}\\pard '),
      Buffer.from([0xe8, 0xe2]),
      Buffer.from('\\par}'),
    ]);
    expect(await parseFile({ name: 'a.rtf', bytes: source })).toEqual({
      title: 'Пр',
      metadata: { Author: 'АБ' },
      sections: [{ text: 'ив' }],
    });
  });
});

describe('control words', () => {
  it.each<[string, string, string[]]>([
    ['a backslash before a line end is a paragraph', 'One\\\nTwo\\\r\n\\\n\\\nThree', ['One', 'Two', 'Three']],
    ['a line end alone is nothing', 'on\ne wo\r\nrd\\par', ['one word']],
    ['blanks and hyphens', 'Ten\\~miles, co\\_op, un\\-seen\\par', ['Ten miles, co\u2011op, unseen']],
    [
      'dashes, quotes and bullets',
      'a\\emdash b\\endash c \\lquote d\\rquote  \\ldblquote e\\rdblquote  \\bullet\\par',
      ['a—b–c ‘d’ “e” •'],
    ],
    ['spaces of their own width', 'a\\emspace b\\enspace c\\qmspace d\\par', ['a b c d']],
    ['braces and backslashes', 'a\\{b\\}c\\\\d\\par', ['a{b}c\\d']],
    ['lines and tabs', 'one\\line two\\tab three\\par', ['one\ntwo three']],
    ['ends of pages, sections and columns', 'one\\page two\\sect three\\column four', ['one', 'two', 'three', 'four']],
    ['a substitute for each \\u', "\\u8220?a\\u8221\\'94 b\\par", ['“a” b']],
    ['two substitutes after \\uc2', "\\uc2\\u24180\\'94\\'4e end\\par", ['年 end']],
    [
      'none after \\uc0, in its group only',
      '{\\uc0 \\u8220 in\\u8221 } then \\u8220?out\\u8221?\\par',
      ['“in” then “out”'],
    ],
    ['negative numbers and pairs', '\\u-3913?\\u-10179?\\u-8704?\\par', ['\uf0b7😀']],
    ['a substitute that is a control word', '\\u8212\\emdash x\\par', ['—x']],
    ['hidden and deleted text', 'a{\\v secret}b{\\deleted gone}c\\v x\\v0 d\\plain e\\par', ['abcde']],
    ['fields by their result', '{\\field{\\*\\fldinst HYPERLINK "x"}{\\fldrslt shown}}\\par', ['shown']],
    ['unknown destinations', 'a{\\*\\unheard of}b{\\*\\generator LibreOffice;}\\par', ['ab']],
    ['pictures and binary data', 'a{\\pict\\pngblip 89504e47}b{\\*\\blob\\bin3 }}}}c\\par', ['abc']],
    ['headers and footers', '{\\header Top\\par}{\\footer Foot\\par}Body\\par', ['Body']],
    ['both spellings of the same', '{\\upr{ans}{\\*\\ud{uni}}}\\par', ['uni']],
    [
      'the marks of lists',
      '{\\listtext\\pard 1.\\tab}One\\par{\\pntext\\bullet\\tab}Two\\par\\bullet\\tab Three\\par',
      ['One', 'Two', 'Three'],
    ],
    ['index and contents entries', 'a{\\xe b}{\\tc c}d\\par', ['ad']],
    [
      'notes after their paragraph',
      'Text{\\super\\chftn{\\footnote\\chftn The note.\\par More.}} goes on.\\par Next.\\par',
      ['Text goes on.', 'The note.', 'More.', 'Next.'],
    ],
    ['comments', 'Text{\\*\\annotation A remark.} goes on.\\par', ['Text goes on.']],
    [
      'text boxes',
      'Around{\\shp{\\*\\shpinst{\\sp{\\sn a}{\\sv b}}{\\shptxt In the box.\\par}}{\\shprslt{\\*\\do{\\dptxbxtext In the box.}}}} it.\\par',
      ['Around it.', 'In the box.'],
    ],
    ['equations', 'So {\\mmath{\\*\\moMath{\\mr\\mscr0 E=mc}}{\\mmathPict x}} holds.\\par', ['So E=mc holds.']],
  ])('%s', async (_name, body, expected) => expect(await lines(body)).toEqual(expected));
});

describe('structure', () => {
  it('knows headings by outline level, by style and by looks', async () => {
    const styles = '{\\stylesheet{\\ql Normal;}{\\s1\\outlinelevel0 heading 1;}{\\s2 heading 2;}{\\*\\cs3 Strong;}}';
    const body = `${styles}\\pard\\s1 One\\par\\pard a\\par\\pard\\s2 Two\\par\\pard\\outlinelevel2 Three\\par\\pard b\\par{\\b\\fs36 Large}\\par{\\b\\fs36 Half} large\\par`;
    expect((await parseFile({ name: 'a.rtf', bytes: rtf(body) })).sections).toEqual([
      { title: 'One', text: 'a', sections: [{ title: 'Two', text: '', sections: [{ title: 'Three', text: 'b' }] }] },
      { title: 'Large', text: 'Half large' },
    ]);
  });

  it('reads tables, merged cells and one within a cell', async () => {
    const row = (definition: string, ...cells: string[]) =>
      `\\trowd${definition}\\pard\\intbl ${cells.map((cell) => `${cell}\\cell `).join('')}\\row `;
    const nested =
      'outer \\par\\pard\\intbl\\itap2 in\\nestcell side\\nestcell{\\*\\nesttableprops\\trowd\\cellx9\\nestrow}{\\nonesttables\\par}\\pard\\intbl';
    const body = `Before.\\par ${row('\\clmgf\\cellx1\\clmrg\\cellx2', 'Wide', '')}${row('\\cellx1\\cellx2', 'two\\par lines', '7')}${row('\\cellx1\\cellx2', nested, 'b')}\\pard After.\\par`;
    const { sections } = await parseFile({ name: 'a.rtf', bytes: rtf(body) }, { extractTables: true });
    expect(sections[0]!.text).toBe('Before.\n\nAfter.');
    expect(sections[0]!.tables![0]!.data!.rows).toEqual([
      [{ text_value: 'Wide', colspan: 2 }],
      [{ text_value: 'two lines' }, { int_value: 7 }],
      [{ text_value: 'outer in, side' }, { text_value: 'b' }],
    ]);
  });

  it('keeps what an unfinished table or file holds', async () => {
    expect(await lines('\\trowd\\cellx1\\pard\\intbl kept\\cell and this')).toEqual(['kept', 'and this']);
    expect(await linesOf('a.rtf', Buffer.from('{\\rtf1\\ansi{\\b cut off'))).toEqual(['cut off']);
  });
});
