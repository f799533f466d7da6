import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBenchmarkSets } from '../../bench/retrieval/benchmark-sets.ts';
import { measure } from '../../bench/retrieval/measure-ranks.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { loadStaticEncoder } from '../../src/retrieval/encoder/load-static-encoder.ts';
import { LONGEST_TEXT } from '../../src/retrieval/encoder/words/folded-text.ts';
import { openWordTable } from '../../src/retrieval/encoder/words/word-table.ts';
import { cosine } from '../../src/retrieval/vector-scan/vector-index.ts';
import { anyCharacter } from '../support/any-character.ts';

const ASSET = join(PACKAGE_ROOT, 'assets', 'boomerang-2023-q3.bin');
const encoder = await loadStaticEncoder();
const similarity = (a: string, b: string) => cosine(encoder.encode(a), encoder.encode(b));

const EXAMPLES = [
  'How long is the warranty on the battery?',
  'SELECT count(*) FROM parts WHERE id = 0x7f3a; getUserName(accountId)',
  "Le musée est fermé le mardi, mais l'entrée est gratuite.",
  '図書館の本は二週間借りることができます。',
  'Срок действия паспорта составляет десять лет.',
  'تبلغ مدة الإجازة السنوية ثلاثين يوما',
  'ORD-2026-004711 qwzxv Zyxwvut 🙂 e\u0301t\u00e9',
];

test('others have their turn while it is loaded', async () => {
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  await loadStaticEncoder();
  expect(hadTurn).toBe(true);
});

describe('the same text has the same vector', () => {
  test('on every machine: the bytes are pinned', () => {
    const hash = createHash('sha256');
    for (const text of EXAMPLES) hash.update(encoder.encode(text));
    expect(hash.digest('hex')).toBe('d5bce9189f1c1e2ba32e6fae0a5de05ea79e043f1145f2dd5aef7dace0426f64');
  });

  test('whatever was encoded before, and by whichever encoder', async () => {
    const other = await loadStaticEncoder();
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter, maxLength: 80 }), fc.constantFrom(...EXAMPLES), (noise, text) => {
        const first = encoder.encode(text);
        expect(encoder.encode(noise)).toEqual(other.encode(noise));
        expect(encoder.encode(text)).toEqual(first);
      }),
      { numRuns: 100 },
    );
  });

  test('whatever its case, its accents and the form of its characters', () => {
    expect(encoder.encode('CRÈME BRÛLÉE')).toEqual(encoder.encode('creme brulee'));
    expect(encoder.encode('e\u0301te\u0301 ﬁn'.normalize('NFD'))).toEqual(encoder.encode('été fin'));
    expect(encoder.encode('Ｆｕｌｌ ｗｉｄｔｈ')).toEqual(encoder.encode('full width'));
  });
});

describe('the form of a vector', () => {
  test.each(['', '   \n\t', '?!… — “”', '()[]{}'])('%j holds no word, so every value is zero', (text) => {
    expect(encoder.encode(text)).toEqual(new Int8Array(128));
  });

  test('of any text with a word in it, the largest value is 127 or -127', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const vector = encoder.encode(`${text} word`);
        const [low, high] = [Math.min(...vector), Math.max(...vector)];
        expect(vector).toHaveLength(encoder.dimensions);
        expect(Math.max(-low, high)).toBe(127);
      }),
      { numRuns: 100 },
    );
  });

  test('a text beyond the longest counts by its beginning', () => {
    const long = 'A battery lasts two years. '.repeat(2000);
    expect(long.length).toBeGreaterThan(LONGEST_TEXT);
    expect(encoder.encode(`${long} Penguins swim.`)).toEqual(encoder.encode(long.slice(0, LONGEST_TEXT)));
  });
});

describe('meaning', () => {
  test.each([
    ['a doctor treats patients', 'physicians care for the sick', 'the stock market fell sharply'],
    ['resetting a forgotten password', 'I lost my login credentials', 'baking bread with rye flour'],
    ['the cat sleeps on the sofa', 'a kitten naps on the couch', 'quarterly revenue of the bank'],
  ])('%j is nearer to %j than to %j', (text, near, far) => {
    expect(similarity(text, near)).toBeGreaterThan(similarity(text, far) + 0.2);
  });

  test('paraphrases that share almost no word are found: the reported half of the benchmark', () => {
    const [paraphrases] = readBenchmarkSets([]);
    const vectors = paraphrases!.passages.map((passage) => encoder.encode(passage));
    const { recall1, recall5 } = measure(paraphrases!.questions, 'held out', (query) => {
      const vector = encoder.encode(query);
      return Float64Array.from(vectors, (passage) => cosine(passage, vector));
    });
    expect(recall1).toBeGreaterThanOrEqual(0.65);
    expect(recall5).toBeGreaterThanOrEqual(0.88);
  });
});

describe('words that the table does not know', () => {
  test.each(['frobnicator', 'XK47-2291-B', '0x7f3ac2', 'Ngũgĩwambui', 'zażółćgęśl'])('%s matches itself', (word) => {
    const inSentence = `Please check ${word} before you ship the order.`;
    expect(similarity(word, inSentence)).toBeGreaterThan(0.3);
    expect(similarity(inSentence, `Where is ${word} now?`)).toBeGreaterThan(
      similarity(inSentence, 'Where is qworblatt now?') + 0.15,
    );
  });

  test('a word is near to its own other forms, and to no stranger', () => {
    expect(similarity('Krankmeldungsformular', 'Krankmeldungsformulare')).toBeGreaterThan(0.6);
    expect(similarity('Krankmeldungsformular', 'zuverlässigkeitstheorem')).toBeLessThan(0.4);
  });

  test('an unknown camelCase name is read as its words', () => {
    expect(encoder.encode('getPassengerLuggage')).toEqual(encoder.encode('get passenger luggage'));
  });

  test('English apostrophes: the stem counts, negations do not', () => {
    expect(encoder.encode("the dog's bone")).toEqual(encoder.encode('the dog bone'));
    expect(encoder.encode("don't bark")).toEqual(encoder.encode('bark'));
    expect(encoder.encode("l'eau")).toEqual(encoder.encode('l eau'));
  });
});

describe('other languages', () => {
  const languages = readBenchmarkSets([]).at(-1)!;
  const passages = languages.passages.map((passage) => encoder.encode(passage));

  test.each([
    ['German', 0],
    ['French', 5],
    ['Spanish', 10],
    ['Italian', 15],
    ['Portuguese', 20],
    ['Russian', 25],
    ['Polish', 30],
    ['Turkish', 35],
    ['Japanese', 40],
    ['Chinese', 45],
    ['Arabic', 50],
  ])('%s questions find their passage among the five of their language', (_, first) => {
    const five = languages.questions.slice(first, first + 5);
    const right = five.filter(({ query, answer }) => {
      const vector = encoder.encode(query);
      const scores = passages.slice(first, first + 5).map((passage) => cosine(passage, vector));
      return scores.indexOf(Math.max(...scores)) === answer - first;
    });
    expect(right.length).toBeGreaterThanOrEqual(3);
  });
});

describe('the asset', () => {
  test('is at most 16 MB', () => expect(statSync(ASSET).size).toBeLessThanOrEqual(16_000_000));

  test('is read wherever its bytes lie, and refused when it is cut, or is something else', () => {
    const bytes = readFileSync(ASSET);
    const shifted = Buffer.concat([Buffer.alloc(1), bytes]).subarray(1);
    expect(openWordTable(shifted).rows).toBe(openWordTable(bytes).rows);
    expect(() => openWordTable(bytes.subarray(0, bytes.length - 1))).toThrow('cut short');
    expect(() => openWordTable(bytes.subarray(0, 10))).toThrow('cut short');
    expect(() => openWordTable(Buffer.alloc(64))).toThrow('not an encoder table');
  });
});
