/**
 * Text as the keyword index reads it, documents and queries alike. Folded as the encoder folds (encoder/words): the
 * compatible forms of a character are one, accents and vowel points do not count, nor does letter case; and a little
 * further, where scripts have several letters for one. Words are runs of letters, digits and marks. Scripts written
 * without spaces, and Korean, whose particles stick to words, are read by single characters and pairs; emoji one by one.
 */

const ASCII = /^[\x00-\x7f]*$/;
const anyOf = (...ranges: string[]) => new RegExp(`[${ranges.join('')}]`, 'g');

/** Letters in compatibility forms of these would be glued to the word before: `Foo™` is not `footm`. */
const SIGNS = /[™℠©®℗]/g;
/** Invisible within a word: soft hyphens, joiners, variation selectors, the Arabic stroke that only stretches. */
const INVISIBLE = anyOf(String.raw`\u00ad\u034f\u0640\u180b-\u180e\u200c-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff`);
/** Accents of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs and hamzas. Not the vowel signs of Indic scripts. */
const ACCENTS = anyOf(
  String.raw`\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7`,
  String.raw`\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff`,
);

/** Letters that have no decomposition and are written either way. */
const ONE_LETTER: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  ŋ: 'n',
  ŧ: 't',
  ς: 'σ',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ک: 'ك',
  ڪ: 'ك',
  ة: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ٱ: 'ا',
};
const WITH_ONE_LETTER = new RegExp(`[${Object.keys(ONE_LETTER).join('')}]`, 'g');
const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu;

const DENSE_SCRIPTS = [
  'Han',
  'Hira',
  'Kana',
  'Bopo',
  'Hang',
  'Yiii',
  'Thai',
  'Laoo',
  'Khmr',
  'Mymr',
  'Lana',
  'Talu',
  'Tale',
];
const DENSE = `[${DENSE_SCRIPTS.map((script) => `\\p{sc=${script}}`).join('')}\u30fc]`;
const EMOJI = String.raw`\p{RI}\p{RI}|(?![0-9#*])\p{Extended_Pictographic}`;
const RUN = new RegExp(
  String.raw`(?<dense>(?:(?=[\p{L}\p{N}\p{M}])${DENSE})+)|(?<word>(?:(?!${DENSE})[\p{L}\p{N}\p{M}])+)|(?<emoji>${EMOJI})`,
  'gu',
);

function folded(text: string): string {
  return text
    .replace(SIGNS, ' ')
    .normalize('NFKD')
    .replace(INVISIBLE, '')
    .replace(ACCENTS, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(ACCENTS, '')
    .replace(WITH_ONE_LETTER, (letter) => ONE_LETTER[letter]!)
    .replace(OTHER_DIGIT, asciiDigit);
}

/** Unicode's decimal digits come in tens, from zero up. */
function asciiDigit(digit: string): string {
  const codePoint = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(codePoint - value - 1))) value++;
  return String(value);
}

/** What the index is given of a text: its words in order, spaces between them; its `ascii` tokeniser takes them apart. */
export function indexedText(text: string): string {
  if (ASCII.test(text)) return text;
  const words: string[] = [];
  for (const { groups } of folded(text).matchAll(RUN)) {
    const { dense, word, emoji } = groups!;
    if (dense === undefined) words.push(word ?? emoji!);
    else words.push(...denseWords(dense));
  }
  return words.join(' ');
}

/**
 * Every character, each before the pair that it begins, so that the words of a part of a run follow each other in the
 * words of the whole.
 */
function denseWords(run: string): string[] {
  const characters = Array.from(run);
  return characters.flatMap((character, i) =>
    i + 1 < characters.length ? [character, character + characters[i + 1]] : [character],
  );
}

/** The words of a text in the order in which the index has them: a phrase. */
export const phraseWords = (text: string): string[] =>
  indexedText(text)
    .toLowerCase()
    .match(/[^\x00-\x2f\x3a-\x60\x7b-\x7f]+/g) ?? [];

/** The words that find a text's: of a run without spaces its pairs alone, which tell more than single characters. */
export function queryWords(text: string): string[] {
  if (ASCII.test(text)) return phraseWords(text);
  return Array.from(folded(text).matchAll(RUN)).flatMap(({ groups }) => {
    const { dense, word, emoji } = groups!;
    if (dense === undefined) return [word ?? emoji!];
    const characters = Array.from(dense);
    return characters.length === 1 ? characters : characters.slice(1).map((character, i) => characters[i]! + character);
  });
}
