import { type ConsistencyLanguage, STOP_WORDS } from './stop-words.ts';

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
const CITATION = /\[\d+(?: *, *\d+)*\]/g;
/** Scripts that write no spaces between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

/** The distinct words of a text that say something, lower case; all its words where none does. Citations are no words. */
export function contentWords(text: string, language: ConsistencyLanguage): Set<string> {
  const all = [...normalize(text.replace(CITATION, ' ')).matchAll(WORD)].flatMap(([word]) =>
    UNSPACED.test(word) ? segment(word) : [word],
  );
  const content = new Set(all.filter((word) => !STOP_WORDS[language].has(word)));
  return content.size > 0 ? content : new Set(all);
}

/** Tells which words occur in any of the texts: whole words, or, in scripts without spaces, anywhere. */
export function wordsFoundIn(texts: readonly string[]): (word: string) => boolean {
  const normal = texts.map(normalize);
  const known = new Set(normal.flatMap((text) => text.match(WORD) ?? []));
  return (word) => known.has(word) || (UNSPACED.test(word) && normal.some((text) => text.includes(word)));
}

function segment(run: string): string[] {
  return [...segmenter.segment(run)].map(({ segment }) => segment);
}

function normalize(text: string): string {
  return text.normalize('NFKC').toLowerCase();
}
