/** Languages that answers can be asked for in, by their ISO 639-3 codes. */
export const LANGUAGES: readonly string[] =
  'eng deu fra zho kor ara rus tha nld ita por spa jpn pol tur vie ind ces ukr ell heb fas hin urd swe ben msa ron'.split(
    ' ',
  );

const names = new Intl.DisplayNames('en', { type: 'language' });

export const languageName = (code: string): string => names.of(code) ?? code;
