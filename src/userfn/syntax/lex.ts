import { UserFunctionError } from '../user-function-error.ts';

/** `at` is the offset in the text. A string's `text` is its value, without quotes. */
export interface Token {
  type: 'number' | 'string' | 'name' | 'keyword' | 'symbol' | 'end';
  text: string;
  at: number;
}

const SPACE = /\s+/y;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z_]\w*/y;
const STRING = /'[^']*(?:''[^']*)*'/y;
const SYMBOL = /===|!==|==|!=|<=|>=|&&|\|\||[-+*/%<>!(),?:;]/y;

const KEYWORDS = new Set(['if', 'then', 'else', 'true', 'false', 'null']);

/** Spellings the published samples use beside the documented ones (reference corpora §9.2). */
const ALIASES: Readonly<Record<string, string>> = { '===': '==', '!==': '!=', and: '&&', or: '||', not: '!' };

const ADVICE: Readonly<Record<string, string>> = {
  '=': 'To compare, write ==.',
  '&': 'For a logical and, write &&.',
  '|': 'For a logical or, write ||.',
  '"': "Strings are written in single quotes: 'text'.",
  '‘': "Strings are written in straight single quotes: 'text'.",
  '’': "Strings are written in straight single quotes: 'text'.",
  $: "Fields are read with get, for example get('$.score').",
};

/** Splits a user function into tokens; the last one is `end`. Throws UserFunctionError. */
export function lex(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text)?.[0];
    if (match !== undefined) at += match.length;
    return match;
  };

  for (take(SPACE); at < text.length; take(SPACE)) {
    const start = at;
    const number = take(NUMBER);
    if (number !== undefined) {
      if (/[\w.]/.test(text[at] ?? '')) {
        throw new UserFunctionError(text, start, `The number ${number} is directly followed by ${text[at]}.`);
      }
      tokens.push({ type: 'number', text: number, at: start });
      continue;
    }
    const string = take(STRING);
    if (string !== undefined) {
      tokens.push({ type: 'string', text: string.slice(1, -1).replaceAll("''", "'"), at: start });
      continue;
    }
    const word = take(NAME) ?? take(SYMBOL);
    if (word === undefined) throw unreadable(text, start);
    const meaning = Object.hasOwn(ALIASES, word) ? ALIASES[word]! : word;
    const type = !/^\w/.test(meaning) ? 'symbol' : KEYWORDS.has(meaning) ? 'keyword' : 'name';
    tokens.push({ type, text: meaning, at: start });
  }
  tokens.push({ type: 'end', text: '', at: text.length });
  return tokens;
}

function unreadable(text: string, at: number): UserFunctionError {
  const character = String.fromCodePoint(text.codePointAt(at)!);
  if (character === "'") return new UserFunctionError(text, at, "This string has no closing '.");
  const advice = Object.hasOwn(ADVICE, character) ? ` ${ADVICE[character]}` : '';
  return new UserFunctionError(text, at, `Unexpected character ${character}.${advice}`);
}
