import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseNewlines, splitSentences } from '../../src/ingest/sentences.ts';

/** Each row is the sentences of one paragraph; the input is their join with a blank (or nothing, for CJK). */
const TRICKY: [name: string, language: string, sentences: string[], glue?: string][] = [
  ['plain', 'eng', ['The storm came.', 'Nobody saw it!', 'Why?']],
  ['title', 'eng', ['Dr. Alvarez met Mrs. Hale.', 'They talked.']],
  ['country in the middle', 'eng', ['The U.S. Army left.', 'It rained.']],
  ['country at the end', 'eng', ['She moved to the U.S. in May.', 'He stayed in the U.K.', 'They write often.']],
  ['figure', 'eng', ['See Fig. 3 and Eq. 4.', 'Both agree.']],
  ['latin', 'eng', ['Use metals, e.g. Copper, i.e. Cu, etc. in small amounts.', 'Avoid lead.']],
  ['initials', 'eng', ['J. R. R. Tolkien wrote it.', 'C. S. Lewis read it.']],
  ['letter that ends', 'eng', ['We chose plan B.', 'It worked.']],
  ['decimal', 'eng', ['Pi is 3.14159 today.', 'It costs $5.99.', 'Cheap.']],
  ['version and file name', 'eng', ['Install Node.js v24.1.0 from main.ts.', 'Then run it.']],
  ['company in the middle', 'eng', ['Acme Inc. Europe grew.', 'Acme Inc. sells pumps.']],
  ['company at the end', 'eng', ['He works for Acme Corp.', 'The pay is good.']],
  ['time of day', 'eng', ['Come at 5 p.m. on Friday.', 'We close at 6 p.m.', 'The bar stays open.']],
  ['degree', 'eng', ['Ann Lee, Ph.D., teaches.', 'She has a Ph.D. in law.']],
  ['number', 'eng', ['Bus No. 5 is late.', 'Is it here?', 'No.', 'We wait.']],
  ['quotation', 'eng', ['"Stop!" he said.', '"I will not," she said.']],
  ['quotation with a full stop', 'eng', ['He said "I am done."', 'Then he left.']],
  ['brackets', 'eng', ['It failed (see p. 7).', 'We tried again.']],
  ['ellipsis goes on', 'eng', ['Well ... maybe not.', 'Or yes.']],
  ['brand with a mark', 'eng', ['Yahoo! was a portal.', 'Is it still?']],
  ['address', 'eng', ['Read https://example.com/a?B=1&c=Two.', 'Now reply.']],
  ['code in backticks', 'eng', ['Call `foo(). Bar` twice.', 'Then stop.']],
  ['code call', 'eng', ['Call fs.readFile(name).then(show) first.', 'It returns text.']],
  ['enumeration', 'eng', ['1. Wind the clock.', 'Then sleep.']],
  ['year at the end', 'eng', ['It was built in 1874.', 'The tower stands.']],
  ['German abbreviations', 'deu', ['Das gilt z. B. Berlin und ggf. Bremen.', 'Abb. 3 zeigt es.']],
  ['German date in an English text', 'eng', ['Gebaut im 19. Jahrhundert.', 'He was 19.', 'August came.']],
  ['German dates', 'deu', ['Am 3. Oktober im 19. Jahrhundert war Ruhe.', 'Danach nicht.']],
  ['French titles', 'fra', ['M. Dupont et Mme. Petit arrivent.', 'Ils saluent.']],
  ['Spanish marks', 'spa', ['¿Dónde está el Sr. García?', '¡Aquí!', 'No lo vi.']],
  ['Russian', 'rus', ['Маяк стоит на ул. Морская и т. д. в городе.', 'Он старый.']],
  ['Japanese', 'jpn', ['灯台は光ります。', '船が進みます！', 'なぜ？'], ''],
  ['Japanese quotation', 'jpn', ['「行くよ。」と彼は言った。', '雨だった。'], ''],
  ['Chinese', 'zho', ['你好。', '今天天气很好！', '你呢？'], ''],
  ['Chinese with Latin marks', 'zho', ['你好吗?', '我很好.'], ''],
  ['Hindi', 'hin', ['यह दीपक है।', 'वह जलता है।']],
  ['Arabic', 'ara', ['هل وصلت السفينة؟', 'نعم وصلت.']],
];

describe('splitSentences', () => {
  it.each(TRICKY)('%s', (_name, language, sentences, glue = ' ') => {
    expect([...splitSentences(sentences.join(glue), language)].map((sentence) => sentence.text)).toEqual(sentences);
  });

  it('ends a sentence at a blank line and keeps a single newline, which ends none', () => {
    const text = 'No stop here\r\nbut more\r\n \r\nNext paragraph';
    expect([...splitSentences(text)]).toEqual([
      { text: 'No stop here\nbut more', offset: 0 },
      { text: 'Next paragraph', offset: 24 },
    ]);
  });

  it('leaves the blank between sentences to neither', () => {
    const [first, second] = splitSentences('One two.  Three four.');
    expect(first!.offset + first!.text.length + 2).toBe(second!.offset);
  });

  it('has nothing to say about nothing', () => {
    expect([...splitSentences('')]).toEqual([]);
    expect([...splitSentences(' \n\n\t')]).toEqual([]);
  });

  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '. ',
      '! ',
      '\n',
      '\r\n',
      '\n \n',
      'Dr. ',
      'e.g. ',
      '`',
      '。',
      '」',
      ' 1. ',
      'A. ',
      '? a',
      '(',
      '"',
    ),
  );

  it('loses nothing but white space and knows where it cut, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.constantFrom('eng', 'deu', 'jpn', 'ell'),
        (pieces, language) => {
          const source = pieces.join('');
          const text = normaliseNewlines(source);
          let end = 0;
          for (const sentence of splitSentences(source, language)) {
            expect(text.slice(end, sentence.offset).trim()).toBe('');
            end = sentence.offset + sentence.text.length;
            expect(text.slice(sentence.offset, end)).toBe(sentence.text);
            expect(sentence.text.trim()).toBe(sentence.text);
            expect(sentence.text).not.toBe('');
          }
          expect(text.slice(end).trim()).toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });
});
