// What Java's String does with a regular expression; the budget of a rendering pays for it.

import { compileRegex, type Regex, RegexError } from '../basics/regular-expressions.ts';
import type { Meter } from './meter.ts';

const PATTERNS_KEPT = 100;

/** The patterns of each rendering, gone with its meter. */
const compiled = new WeakMap<Meter, Map<string, Regex>>();

/** Once for each rendering. Fails it when the pattern is malformed or uses what linear time does not allow. */
function regexOf(pattern: string, meter: Meter): Regex {
  const kept = compiled.get(meter) ?? new Map<string, Regex>();
  compiled.set(meter, kept);
  const regex = kept.get(pattern) ?? compile(pattern, meter);
  if (kept.size < PATTERNS_KEPT) kept.set(pattern, regex);
  return regex;
}

function compile(pattern: string, meter: Meter): Regex {
  try {
    return compileRegex(pattern, { dialect: 'java', budget: meter.regexes });
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return meter.fail(`cannot use the regular expression ${shown(pattern)}: ${error.message}`);
  }
}

const shown = (text: string) => `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;

/** `matches`: whether the pattern matches the whole text. */
export function matchesAll(pattern: string, text: string, meter: Meter): boolean {
  return regexOf(pattern, meter).testWhole(text, meter.regexes);
}

/** `replaceAll`. As in Java, a faulty replacement fails only when there is something to replace. */
export function replaceMatches(pattern: string, text: string, replacement: string, meter: Meter): string {
  const regex = regexOf(pattern, meter);
  const pieces: string[] = [];
  let template: readonly (string | number)[] | undefined;
  let length = 0;
  let copied = 0;
  const add = (piece: string) => {
    length += piece.length;
    meter.text(piece.length);
    meter.textFits(length);
    pieces.push(piece);
  };
  for (const match of regex.matches(text, meter.regexes)) {
    template ??= parseReplacement(replacement, regex, meter);
    add(text.slice(copied, match.start));
    for (const piece of template) {
      meter.step(1 / 4);
      add(typeof piece === 'string' ? piece : (match.group(piece) ?? ''));
    }
    copied = match.end;
  }
  add(text.slice(copied));
  return pieces.join('');
}

/**
 * `split`: at most `limit` texts if it is positive; empty ones at the end are dropped if it is zero. A match of nothing
 * at the start splits nothing off.
 */
export function splitAtMatches(pattern: string, text: string, limit: number, meter: Meter): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of regexOf(pattern, meter).matches(text, meter.regexes)) {
    if (limit > 0 && parts.length === limit - 1) break;
    if (end === 0) continue;
    meter.step();
    parts.push(text.slice(from, start));
    from = end;
  }
  if (from === 0) return [text];
  parts.push(text.slice(from));
  if (limit === 0) while (parts.at(-1) === '') parts.pop();
  return parts;
}

/**
 * The replacement of `replaceAll`, as texts and numbers of groups: `$1`, `${name}`, and `\` before a character that
 * stands for itself. Fails the rendering on a group the pattern does not have.
 */
function parseReplacement(replacement: string, { groupCount, groupNames }: Regex, meter: Meter): (string | number)[] {
  const pieces: (string | number)[] = [];
  const special = /\\([\s\S]?)|\$(?:\{([^}]*)\}|(\d*))/g;
  let at = 0;
  for (const found of replacement.matchAll(special)) {
    const [whole, escaped, name, digits] = found;
    pieces.push(replacement.slice(at, found.index));
    at = found.index + whole.length;
    if (escaped !== undefined) pieces.push(escaped || fail('it ends with a single backslash'));
    else if (name === undefined) pieces.push(...numberedGroup(digits!));
    else pieces.push(groupNames.get(name) ?? fail(`there is no group named '${name.slice(0, 40)}'`));
  }
  pieces.push(replacement.slice(at));
  return pieces.filter((piece) => piece !== '');

  /** As many digits as still name a group; the rest is text. */
  function numberedGroup(digits: string): [number, string] {
    if (digits === '') fail("a '$' must be followed by a group; write \\$ for the character");
    let length = 1;
    while (length < digits.length && Number(digits.slice(0, length + 1)) <= groupCount) length += 1;
    const group = Number(digits.slice(0, length));
    if (group > groupCount) fail(`there is no group ${group}`);
    return [group, digits.slice(length)];
  }

  function fail(reason: string): never {
    return meter.fail(`cannot replace with ${shown(replacement)}: ${reason}`);
  }
}
