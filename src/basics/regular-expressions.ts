/**
 * Regular expressions that come in requests: templates, list filters, matchers of scripts and faults, JSON schemas. RE2
 * runs them, so that no expression takes more than linear time for a match; what it cannot do is refused by name, in
 * both dialects that requests write (docs/behaviour/regular-expressions.md).
 */
import { RE2JS } from 're2js';
import { type Dialect, toRe2 } from './regex-dialects.ts';
import { RegexError } from './regex-properties.ts';

export type { Dialect } from './regex-dialects.ts';
export { RegexError } from './regex-properties.ts';

const MAX_PATTERN_LENGTH = 10_000;
/** What compiling one instruction costs, in units of matching. */
const COMPILE_UNITS = 200;
/** Finding all matches looks far ahead for each of them at worst, which no count tells beforehand. */
const MAX_SEARCH_MS = 250;

/**
 * Pays for work before it is done, and throws when there is too much. One unit is a character seen by an instruction, at
 * most some 35 nanoseconds.
 */
export type Spend = (units: number) => void;

/** A budget for one request, at most about a sixth of a second. Throws RegexError when it is spent. */
export function regexBudget(units = 5_000_000): Spend {
  let left = units;
  return (spent) => {
    left -= spent;
    if (left < 0) throw new RegexError('takes too long to match; make it or the text shorter');
  };
}

export interface RegexMatch {
  /** In UTF-16 units, `end` behind the last one. */
  readonly start: number;
  readonly end: number;
  /** The text of a group, 0 being the whole match; undefined for one that took no part. */
  group(index: number): string | undefined;
}

export interface Regex {
  /** As it was written. */
  readonly source: string;
  /** How many groups capture, without the whole match. */
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /** Whether it matches somewhere in the text. */
  test(text: string, spend: Spend): boolean;
  testWhole(text: string, spend: Spend): boolean;
  /** From left to right; each match is good until the next one is asked for. */
  matches(text: string, spend: Spend): Generator<RegexMatch>;
}

export interface RegexOptions {
  readonly dialect?: Dialect;
  readonly ignoreCase?: boolean;
  /** Who pays for compiling; nobody when it is done once. */
  readonly spend?: Spend;
}

/** Throws RegexError for what is malformed, too large, or needs look-ahead, back references and the like. */
export function compileRegex(
  source: string,
  { dialect = 'ecmascript', ignoreCase = false, spend }: RegexOptions = {},
): Regex {
  if (source.length > MAX_PATTERN_LENGTH) throw new RegexError(`it has more than ${MAX_PATTERN_LENGTH} characters`);
  const translated = toRe2(source, dialect);
  spend?.(translated.size * COMPILE_UNITS + source.length);
  const program = compile(translated.source, ignoreCase);
  const size = program.programSize();
  const pay = (text: string, spend: Spend) => spend(size * (text.length + 1));
  return {
    source,
    groupCount: program.groupCount(),
    groupNames: new Map(Object.entries(program.namedGroups())),
    test(text, spend) {
      pay(text, spend);
      return program.test(text);
    },
    testWhole(text, spend) {
      pay(text, spend);
      return program.testExact(text);
    },
    *matches(text, spend) {
      pay(text, spend);
      const matcher = program.matcher(text);
      const match = {
        start: 0,
        end: 0,
        group: (index: number) => matcher.group(index) ?? undefined,
      };
      let searched = 0;
      for (;;) {
        const started = performance.now();
        if (!matcher.find()) return;
        searched += performance.now() - started;
        if (searched > MAX_SEARCH_MS) spend(Number.POSITIVE_INFINITY);
        match.start = matcher.start();
        match.end = matcher.end();
        yield match;
      }
    },
  };
}

/** What RE2 says, in words that say what to do. */
const REASONS: Record<string, string> = {
  'missing argument to repetition operator': 'there is nothing before a quantifier that it could repeat',
  'invalid nested repetition operator': 'a quantifier stands behind a quantifier',
  'invalid repeat count': 'repetitions within each other come to more than 1000',
  'invalid escape sequence': 'a range in a class runs backwards or has no end',
  'invalid character class range': 'a range in a class runs backwards or has no end',
  'invalid capture in lookbehind': 'a look-behind cannot capture; write (?:…) in it',
  'duplicate capture group name': 'it has two groups of the name',
};

function compile(source: string, ignoreCase: boolean): RE2JS {
  try {
    return RE2JS.compile(source, RE2JS.LOOKBEHINDS | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
  } catch (error) {
    const [, reason = '', at = ''] =
      /^error parsing regexp: ([^:]*)(?:: `(.*)`)?$/s.exec((error as Error).message) ?? [];
    const said = REASONS[reason] ?? (reason || (error as Error).message);
    throw new RegexError(reason === 'duplicate capture group name' ? `${said} '${at}'` : said);
  }
}
