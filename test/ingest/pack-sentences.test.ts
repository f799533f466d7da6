import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packSentences, splitSentences } from '../../src/ingest/sentences.ts';

const packed = (text: string, maxChars: number) => [...packSentences(text, splitSentences(text), maxChars)];

describe('packSentences', () => {
  it.each<[string, string, number, string[]]>([
    ['fills up to the limit', 'One two. Three four. Five.', 20, ['One two. Three four.', 'Five.']],
    ['does not pass it by one', 'One two. Three four. Five.', 19, ['One two.', 'Three four. Five.']],
    ['cuts a long sentence at a blank', 'aaaa bbbb cccc dddd', 10, ['aaaa bbbb', 'cccc dddd']],
    ['cuts a long word between characters', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['fills the rest of a long sentence up', 'aaaa bbbb cc. Dd.', 10, ['aaaa bbbb', 'cc. Dd.']],
    ['leaves a surrogate pair whole', '😀😀😀', 3, ['😀', '😀', '😀']],
    ['keeps the blank line between paragraphs', 'One.\n\nTwo.', 100, ['One.\n\nTwo.']],
    ['keeps a single newline', 'One\ntwo.\nThree.', 100, ['One\ntwo.\nThree.']],
    ['makes nothing of nothing', ' \n ', 100, []],
  ])('%s', (_name, text, maxChars, chunks) => {
    expect(packed(text, maxChars).map((chunk) => chunk.text)).toEqual(chunks);
  });

  it('never passes the limit, loses no letter and knows where it cut', () => {
    const text = fc.array(fc.constantFrom('Word', ' ', '. ', '\n\n', '\n', '😀', 'x'.repeat(9), 'é'), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (pieces, maxChars) => {
        const source = pieces.join('');
        let end = 0;
        for (const chunk of packed(source, maxChars)) {
          expect(chunk.text.length).toBeLessThanOrEqual(maxChars);
          expect(source.slice(end, chunk.offset).trim()).toBe('');
          end = chunk.offset + chunk.text.length;
          expect(source.slice(chunk.offset, end).replaceAll('\n', ' ')).toBe(chunk.text.replaceAll('\n', ' '));
        }
        expect(source.slice(end).trim()).toBe('');
      }),
      { numRuns: 300 },
    );
  });
});
