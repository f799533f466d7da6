/** The languages that can be asked for, as src/query/languages.ts has them, by the browser's names. */
const CODES =
  'eng deu fra zho kor ara rus tha nld ita por spa jpn pol tur vie ind ces ukr ell heb fas hin urd swe ben msa ron'.split(
    ' ',
  );

const names = new Intl.DisplayNames('en', { type: 'language' });

export const LANGUAGES = [
  { value: 'auto', label: 'The query’s language' },
  ...CODES.map((code) => ({ value: code, label: names.of(code) ?? code })),
];
