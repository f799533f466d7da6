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
/** At most a sixth of a second. */
const MAX_UNITS_OF_A_MATCH = 5_000_000;
/** How often a search for all matches looks at the clock. */
const LOOK_MS = 5;

/** Pays for matching. */
export interface RegexBudget {
  /**
   * Called before work that takes at most so many units: characters times the instructions that see them, some 35
   * nanoseconds each at worst, and seldom a tenth of that. Throws when it is too much.
   */
  spend(units: number): void;
  /** Called after and amid it, with milliseconds of this thread's time. */
  took?(milliseconds: number): void;
}

/** A budget for all the matches of one request. Throws RegexError when it is spent. */
export function regexBudget(milliseconds = 100): RegexBudget {
  let left = milliseconds;
  return {
    spend(units) {
      if (left > 0 && units <= MAX_UNITS_OF_A_MATCH) return;
      throw new RegexError('takes too long to match; simplify it or shorten the text');
    },
    took(spent) {
      left -= spent;
    },
  };
}

function timed<T>(budget: RegexBudget | undefined, work: () => T): T {
  if (!budget?.took) return work();
  const started = threadTime();
  const result = work();
  budget.took(threadTime() - started);
  return result;
}

/** What other processes and threads do does not count, where the runtime can tell. */
function threadTime(): number {
  const used = process.threadCpuUsage?.();
  return used ? (used.user + used.system) / 1000 : performance.now();
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
  test(text: string, budget: RegexBudget): boolean;
  testWhole(text: string, budget: RegexBudget): boolean;
  /** From left to right; each match is good until the next one is asked for. */
  matches(text: string, budget: RegexBudget): Generator<RegexMatch>;
}

export interface RegexOptions {
  readonly dialect?: Dialect;
  readonly ignoreCase?: boolean;
  /** Pays for compiling; not needed where that is done once. */
  readonly budget?: RegexBudget;
}

/** Throws RegexError for what is malformed, too large, or needs look-ahead, back references and the like. */
export function compileRegex(
  source: string,
  { dialect = 'ecmascript', ignoreCase = false, budget }: RegexOptions = {},
): Regex {
  if (source.length > MAX_PATTERN_LENGTH) throw new RegexError(`it has more than ${MAX_PATTERN_LENGTH} characters`);
  const translated = toRe2(source, dialect);
  budget?.spend(translated.size * COMPILE_UNITS + source.length);
  const program = timed(budget, () => compile(translated.source, ignoreCase));
  const size = program.programSize();
  const matched = (text: string, paying: RegexBudget, match: () => boolean): boolean => {
    paying.spend(size * (text.length + 1));
    return timed(paying, match);
  };
  return {
    source,
    groupCount: program.groupCount(),
    groupNames: new Map(Object.entries(program.namedGroups())),
    test: (text, paying) => matched(text, paying, () => program.test(text)),
    testWhole: (text, paying) => matched(text, paying, () => program.testExact(text)),
    *matches(text, paying) {
      paying.spend(size * (text.length + 1));
      const matcher = program.matcher(text);
      const match = {
        start: 0,
        end: 0,
        group: (index: number) => matcher.group(index) ?? undefined,
      };
      // For each match the search looks far ahead at worst, which no count tells beforehand.
      let mark = threadTime();
      let looked = performance.now();
      while (matcher.find()) {
        if (performance.now() - looked > LOOK_MS) {
          const now = threadTime();
          paying.took?.(now - mark);
          paying.spend(0);
          mark = now;
          looked = performance.now();
        }
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
