import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CitationOptions, CitationSource, CitationStyle } from '../../src/query/citations/citation-source.ts';
import { createCitationWriter } from '../../src/query/citations/citation-writer.ts';
import { rewriteCitations } from '../support/rewrite-citations.ts';

const results: CitationSource[] = [
  {
    documentId: 'doc-1',
    documentMetadata: { title: 'One', id: 'not this', url: 'https://a.test/?x=1&y=2', rating: 3.0, share: 0.25 },
    partMetadata: { page: 7, tags: ['a', 'b'], box: { x: 1 }, done: true, gone: null },
  },
  { documentId: 'doc 2', documentMetadata: { title: 'A "quoted" <b>' }, partMetadata: {} },
  { documentId: 'doc-3', documentMetadata: { title: '$& $1' }, partMetadata: {} },
];

function rewrite(text: string, style: CitationStyle, patterns: Partial<CitationOptions> = {}): string {
  return rewriteCitations(text, { style, results, ...patterns });
}

describe('numeric', () => {
  it.each(['A [1].', 'A [1, 2] b [3][1].', 'A [9] [x] [', '[1'])('leaves %j as it is', (text) => {
    expect(rewrite(text, 'numeric')).toBe(text);
  });
});

describe('none', () => {
  it.each([
    ['A [1].', 'A.'],
    ['A[1].', 'A.'],
    ['A  [1].', 'A .'],
    ['[1] A', ' A'],
    ['A [1][2].', 'A.'],
    ['A [1] [2].', 'A.'],
    ['A [1, 2].', 'A.'],
    ['A [1,3] b', 'A b'],
    ['A [4].', 'A [4].'],
    ['A [0].', 'A [0].'],
    ['A [1, 4].', 'A [4].'],
    ['A [x] [1', 'A [x] [1'],
    ['[[1]]', '[]'],
    ['`code [2]`', '`code`'],
    ['ends with a space ', 'ends with a space '],
  ])('turns %j into %j', (text, expected) => expect(rewrite(text, 'none')).toBe(expected));
});

describe('html', () => {
  it.each<[string, string, Partial<CitationOptions>]>([
    ['A [1].', 'A <a href="">1</a>.', {}],
    ['A [2].', 'A <a href="">2</a>.', { textPattern: '' }],
    ['[1]', '<a href="/d/doc-1">One</a>', { textPattern: '{doc.title}', urlPattern: '/d/{doc.id}' }],
    ['[1, 2]', '<a href="">1</a>, <a href="">2</a>', {}],
    ['[1][2]', '<a href="">1</a><a href="">2</a>', {}],
    ['[1, 8]', '<a href="">1</a>, [8]', {}],
    ['[7,8]', '[7,8]', {}],
    [
      '[2]',
      '<a href="A &quot;quoted&quot; &lt;b&gt;"><i>doc 2</i></a>',
      { textPattern: '<i>{doc.id}</i>', urlPattern: '{doc.title}' },
    ],
    ['[1]', '<a href="https://a.test/?x=1&amp;y=2">1</a>', { urlPattern: '{doc.url}' }],
    ['[3]', '<a href="">$&amp; $1</a>', { textPattern: '{doc.title}' }],
  ])('turns %j into %j', (text, expected, patterns) => expect(rewrite(text, 'html', patterns)).toBe(expected));
});

describe('markdown', () => {
  it.each<[string, string, Partial<CitationOptions>]>([
    ['A [1].', 'A [1]().', {}],
    ['A [2].', 'A [2](https://d.test/doc 2).', { urlPattern: 'https://d.test/{doc.id}' }],
    ['[1, 3]', '[One](), [$& $1]()', { textPattern: '{doc.title}' }],
    ['[1]', '[p. 7](u#7)', { textPattern: 'p. {part.page}', urlPattern: 'u#{part.page}' }],
    ['[4]', '[4]', { textPattern: '{doc.title}' }],
  ])('turns %j into %j', (text, expected, patterns) => expect(rewrite(text, 'markdown', patterns)).toBe(expected));
});

describe('placeholders', () => {
  it.each([
    ['{doc.id}', 'doc-1'],
    ['{doc.rating}', '3'],
    ['{doc.share}', '0.25'],
    ['{part.done}', 'true'],
    ['{part.tags}', '["a","b"]'],
    ['{part.box}', '{"x":1}'],
    ['-{part.gone}-', '--'],
    ['-{doc.none}-', '--'],
    ['-{doc.constructor}-', '--'],
    ['{other.key} {doc}', '{other.key} {doc}'],
    ['{doc.none}', '1'],
  ])('%s becomes %s', (textPattern, expected) => {
    expect(rewrite('[1]', 'markdown', { textPattern })).toBe(`[${expected}]()`);
  });
});

describe('streaming', () => {
  const outputs = (style: CitationStyle, chunks: string[]) => {
    const writer = createCitationWriter({ style, results });
    return [...chunks.map((chunk) => writer.push(chunk)), writer.end()];
  };

  it('sends a citation whole', () => {
    expect(outputs('numeric', ['A [', '1', ', ', '2', '] b'])).toEqual(['A ', '', '', '', '[1, 2] b', '']);
  });

  it('holds the space before a citation only when it may have to go', () => {
    expect(outputs('none', ['A ', '[1', '].'])).toEqual(['A', '', '.', '']);
    expect(outputs('html', ['A ', 'b '])).toEqual(['A ', 'b ', '']);
  });

  it('lets go what can no longer be a citation', () => {
    expect(outputs('html', ['[', 'note', ']'])).toEqual(['', '[note', ']', '']);
  });

  it('holds at most 19 characters without a bracket', () => {
    const nineteen = `[${'1'.repeat(18)}`;
    expect(outputs('none', [nineteen, '1', ']'])).toEqual(['', `${nineteen}1`, ']', '']);
    expect(rewrite('[1, 2, 3, 1, 2, 3]', 'none')).toBe('');
    expect(rewrite(' [1, 2, 3, 1, 2, 3, 1]', 'none')).toBe(' [1, 2, 3, 1, 2, 3, 1]');
  });

  it('gives back at the end what was held', () => {
    expect(outputs('none', ['A [1'])).toEqual(['A', ' [1']);
  });

  const text = fc.array(fc.constantFrom(' ', '[', ']', '1', '2', '3', '9', ',', ', ', 'a', '[1]', '[1, 2]', ' [2]'), {
    maxLength: 40,
  });
  const styles = fc.constantFrom<CitationStyle[]>('numeric', 'none', 'html', 'markdown');

  it('gives the same text however it is cut', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(80)), styles, (pieces, cuts, style) => {
        const whole = pieces.join('');
        const edges = [0, ...cuts.filter((cut) => cut < whole.length).sort((a, b) => a - b), whole.length];
        const chunks = edges.slice(1).map((edge, index) => whole.slice(edges[index], edge));
        expect(outputs(style, chunks).join('')).toBe(rewrite(whole, style));
      }),
      { numRuns: 2_000 },
    );
  });

  it('never splits a citation over two outputs', () => {
    fc.assert(
      fc.property(text, (pieces) => {
        const whole = pieces.join('');
        const citations = (parts: string[]) => parts.flatMap((part) => part.match(/\[\d(, ?\d)*\]/g) ?? []);
        const short = citations([whole]).filter((citation) => citation.length <= 20);
        expect(citations(outputs('numeric', [...whole]))).toEqual(short);
      }),
      { numRuns: 2_000 },
    );
  });
});
