/** What grep is told with its pattern (docs/behaviour/agent-tools.md, Artifacts). */
import { compileRegex, type Regex, RegexError } from '../../../basics/regular-expressions.ts';
import { ToolError } from '../tool.ts';
import { basicToEcmaScript, escaped, extendedToEcmaScript } from './grep-pattern.ts';

export interface GrepOptions {
  ignoreCase: boolean;
  invert: boolean;
  lineNumbers: boolean;
  count: boolean;
  onlyMatching: boolean;
  words: boolean;
  wholeLines: boolean;
  syntax: 'basic' | 'extended' | 'fixed';
  before: number;
  after: number;
  /** Lines that match, after which nothing is looked at. */
  most: number;
}

const SWITCHES: Record<string, Partial<GrepOptions>> = {
  i: { ignoreCase: true },
  v: { invert: true },
  n: { lineNumbers: true },
  c: { count: true },
  o: { onlyMatching: true },
  w: { words: true },
  x: { wholeLines: true },
  E: { syntax: 'extended' },
  F: { syntax: 'fixed' },
  G: { syntax: 'basic' },
};

const NUMBERS: Record<string, (n: number) => Partial<GrepOptions>> = {
  A: (after) => ({ after }),
  B: (before) => ({ before }),
  C: (around) => ({ before: around, after: around }),
  m: (most) => ({ most }),
};

/** `-in`, `-A2`, `-A 2` and `-A`, `2` as two. Throws ToolError. */
export function readGrepOptions(given: readonly string[]): GrepOptions {
  const options: GrepOptions = {
    ignoreCase: false,
    invert: false,
    lineNumbers: false,
    count: false,
    onlyMatching: false,
    words: false,
    wholeLines: false,
    syntax: 'basic',
    before: 0,
    after: 0,
    most: Infinity,
  };
  const words = given.flatMap((one) => one.trim().split(/\s+/)).filter((word) => word !== '');
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    if (!/^-[A-Za-z]/.test(word)) throw refused(word);
    for (let letter = 1; letter < word.length; letter += 1) {
      const name = word[letter]!;
      const own = SWITCHES[name];
      const withNumber = NUMBERS[name];
      if (own) Object.assign(options, own);
      else if (!withNumber) throw refused(`-${name}`);
      else {
        const attached = word.slice(letter + 1);
        const number = attached === '' ? words[++at] : attached;
        if (number === undefined || !/^\d{1,6}$/.test(number))
          throw new ToolError(`grep option -${name} needs a number.`);
        Object.assign(options, withNumber(Number(number)));
        break;
      }
    }
  }
  return options;
}

const refused = (word: string) =>
  new ToolError(
    `grep option '${word}' is not supported; there are -E, -F, -i, -v, -w, -x, -c, -n, -o, -A n, -B n, -C n and -m n.`,
  );

const SYNTAX = { basic: basicToEcmaScript, extended: extendedToEcmaScript, fixed: escaped };

/** Throws ToolError. */
export function compilePattern(pattern: string, { syntax, words, wholeLines, ignoreCase }: GrepOptions): Regex {
  // Several patterns stand in lines of their own.
  const each = pattern.split('\n').map((one) => `(?:${SYNTAX[syntax](one)})`);
  const any = each.length === 1 ? each[0]! : `(?:${each.join('|')})`;
  const source = wholeLines ? `^${any}$` : words ? `\\b${any}\\b` : any;
  try {
    return compileRegex(source, { ignoreCase });
  } catch (error) {
    if (error instanceof RegexError) throw new ToolError(`The pattern cannot be used: ${error.message}.`);
    throw error;
  }
}
