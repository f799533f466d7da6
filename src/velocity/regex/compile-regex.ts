import type { Meter } from '../meter.ts';
import { emitProgram } from './match/emit-program.ts';
import type { Program } from './match/program.ts';
import { parseRegex } from './parse/parse-regex.ts';
import { PatternReader } from './parse/pattern-reader.ts';
import { unquote } from './parse/unquote.ts';

const MAX_PATTERN_LENGTH = 10_000;
const STEPS_PER_CHARACTER = 25;
const PATTERNS_KEPT = 100;

/** The patterns of each rendering, gone with its meter. */
const compiled = new WeakMap<Meter, Map<string, Regex>>();

export interface Regex {
  readonly program: Program;
  /** How many groups capture, without the whole match. */
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

/**
 * Compiles a regular expression as `java.util.regex` writes them, once for each rendering. Fails the rendering when the
 * pattern is malformed or uses what is not supported: `\G`, `\X`, `(?d)`, `(?U)`.
 */
export function compileRegex(pattern: string, meter: Meter): Regex {
  const kept = compiled.get(meter) ?? new Map<string, Regex>();
  compiled.set(meter, kept);
  const regex = kept.get(pattern) ?? compile(pattern, meter);
  if (kept.size < PATTERNS_KEPT) kept.set(pattern, regex);
  return regex;
}

function compile(pattern: string, meter: Meter): Regex {
  const fail = (reason: string) => meter.fail(`cannot use the regular expression ${shown(pattern)}: ${reason}`);
  if (pattern.length > MAX_PATTERN_LENGTH) fail(`it has more than ${MAX_PATTERN_LENGTH} characters`);
  meter.regexStep(pattern.length * STEPS_PER_CHARACTER);
  const reader = new PatternReader(unquote(pattern), fail);
  const root = parseRegex(reader);
  return { program: emitProgram(root, reader.groups, fail), groups: reader.groups, names: reader.names };
}

const shown = (pattern: string) => `'${pattern.length > 60 ? `${pattern.slice(0, 60)}…` : pattern}'`;
