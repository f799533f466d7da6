import { phraseWords, queryWords } from './lexical-words.ts';

/** A query's text as its lexical side reads it (docs/behaviour/search.md, Query syntax). */
export interface QuerySyntax {
  /** Single words as the index has them, stop words left out unless there is nothing else. */
  words: string[];
  /** Phrases of at least two words, to be found in that order. */
  phrases: string[][];
  /** Beginnings of words, from `Miss*`. */
  prefixes: string[];
  excluded: { words: string[]; phrases: string[][]; prefixes: string[] };
  /** What is left for the neural side once every mark is taken off; excluded words are still in it. */
  plainText: string;
  /** The same without what is excluded. */
  wantedText: string;
}

/** Letters, digits, marks, and what is invisible between them; or emoji. */
const WORD = String.raw`[\p{L}\p{N}][\p{L}\p{M}\p{N}\u00ad\u200c\u200d\u2060\ufe0f]*|(?:\p{RI}|(?![0-9#*])\p{Extended_Pictographic})(?:[\p{RI}\p{Extended_Pictographic}\p{EMod}\u200d\ufe0f])*`;
/** `-`, then a quoted phrase or a word, then `*`. A minus counts only before a letter: `-5` is a number. */
const TOKEN = new RegExp(
  String.raw`(?<minus>(?<=^|\s)-(?=["\p{L}]))?(?:"(?<phrase>[^"]*)"|(?<word>${WORD})(?<star>\*)?)`,
  'gu',
);

/** Unbalanced quotes and lone marks are literal, that is, no words. Never throws. */
export function parseQuerySyntax(text: string, stopWords: ReadonlySet<string>): QuerySyntax {
  const query: QuerySyntax = {
    words: [],
    phrases: [],
    prefixes: [],
    excluded: { words: [], phrases: [], prefixes: [] },
    plainText: '',
    wantedText: '',
  };
  let plain = '';
  let wanted = '';
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const { minus, phrase, word, star } = match.groups!;
    const into = minus ? query.excluded : query;
    const between = text.slice(end, match.index);
    end = match.index + match[0].length;
    const bare = phrase ?? word!;
    plain += between + bare;
    wanted += minus ? between : between + bare;
    const isLoose = phrase === undefined && !minus;
    const words = isLoose ? queryWords(bare) : phraseWords(bare);
    if (star && words.length > 0) into.prefixes.push(words.pop()!);
    if (isLoose || words.length === 1) into.words.push(...words);
    else if (words.length > 1) into.phrases.push(words);
  }
  query.plainText = plain + text.slice(end);
  query.wantedText = wanted + text.slice(end);
  const telling = query.words.filter((word) => !stopWords.has(word));
  const hasOthers = telling.length + query.phrases.length + query.prefixes.length > 0;
  query.words = [...new Set(hasOthers ? telling : query.words)];
  return query;
}
