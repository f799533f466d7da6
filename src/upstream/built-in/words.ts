import { STOP_WORDS } from './stop-words.ts';
import { IRREGULAR, RELATED } from './word-families.ts';

const WORD = /[\p{L}\p{M}\p{N}]+/gu;
const ASCII = /^[\x00-\x7f]*$/;

/** Scripts that write no spaces between words, or glue particles to them: compared by pairs of characters. */
export const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;

/** The words that carry a text's meaning, each once: lower case, without stop words and accents, forms of one word alike. */
export function contentWords(text: string): Set<string> {
  const found = new Set<string>();
  for (const word of text.match(WORD) ?? []) {
    if (ASCII.test(word)) addWord(found, word.toLowerCase());
    else if (UNSPACED.test(word)) for (const pair of characterPairs(word)) found.add(pair);
    else addWord(found, withoutAccents(word.toLowerCase()));
  }
  return found;
}

function addWord(found: Set<string>, word: string): void {
  if (STOP_WORDS.has(word) || (word.length === 1 && !/\d/.test(word))) return;
  found.add(rootOf(word));
}

function withoutAccents(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
}

function characterPairs(word: string): string[] {
  const characters = [...word];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => characters[index] + character);
}

const PAST = new Map(groupsIn(IRREGULAR));
const KIN = new Map(groupsIn(RELATED));

function rootOf(word: string): string {
  const stemmed = stem(word);
  const present = PAST.get(word) ?? PAST.get(stemmed) ?? stemmed;
  return KIN.get(present) ?? KIN.get(stem(present.replace(/est$|er$/, ''))) ?? present;
}

/** Each word of a group, and the first, which it stands for. */
function groupsIn(groups: string): [word: string, first: string][] {
  return groups.split('|').flatMap((group) => {
    const [first = '', ...others] = group.trim().split(/\s+/);
    return [first, ...others].flatMap((other): [string, string][] => [
      [other, stem(first)],
      [stem(other), stem(first)],
    ]);
  });
}

/** Takes off the commonest English endings; only has to treat forms of one word alike. */
function stem(word: string): string {
  let root = word;
  if (root.length < 4) return root;
  if (root.endsWith('ies')) root = `${root.slice(0, -3)}y`;
  else if (root.endsWith('s') && !/[sui]s$/.test(root)) root = root.slice(0, -1);
  if (root.endsWith('ing') && root.length > 5) root = undoubled(root.slice(0, -3));
  else if (root.endsWith('ed') && root.length > 4) root = undoubled(root.slice(0, -2));
  else if (root.endsWith('ly') && root.length > 6) root = root.slice(0, -2);
  if (root.endsWith('e') && root.length > 3) root = root.slice(0, -1);
  return root.endsWith('y') ? `${root.slice(0, -1)}i` : root;
}

function undoubled(root: string): string {
  return /([bdfgmnprt])\1$/.test(root) ? root.slice(0, -1) : root;
}
