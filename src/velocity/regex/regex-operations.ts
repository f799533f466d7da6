// What Java's String does with a regular expression.

import type { Meter } from '../meter.ts';
import type { Regex } from './compile-regex.ts';
import { Matcher } from './match/matcher.ts';
import { parseReplacement } from './parse-replacement.ts';

/** `matches`: whether the pattern matches the whole text. */
export function matchesAll({ program }: Regex, text: string, meter: Meter): boolean {
  return new Matcher(program, text, meter).matchAt(0, text.length) >= 0;
}

/** `replaceAll`. As in Java, a faulty replacement fails only when there is something to replace. */
export function replaceMatches(regex: Regex, text: string, replacement: string, meter: Meter): string {
  const matcher = new Matcher(regex.program, text, meter);
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
  for (const { start, end } of matches(matcher, text)) {
    template ??= parseReplacement(replacement, regex, meter);
    add(text.slice(copied, start));
    for (const piece of template) {
      meter.step(1 / 4);
      if (typeof piece === 'string') add(piece);
      else add(piece === 0 ? text.slice(start, end) : (matcher.group(piece) ?? ''));
    }
    copied = end;
  }
  add(text.slice(copied));
  return pieces.join('');
}

/**
 * `split`: at most `limit` texts if it is positive; empty ones at the end are dropped if it is zero. A match of nothing
 * at the start splits nothing off.
 */
export function splitAtMatches({ program }: Regex, text: string, limit: number, meter: Meter): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of matches(new Matcher(program, text, meter), text)) {
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

/** The matches from left to right; the matcher's groups are those of the last one. */
function* matches(matcher: Matcher, text: string): Generator<{ start: number; end: number }> {
  for (let at = 0; at <= text.length; ) {
    const end = matcher.matchAt(at);
    if (end < 0) {
      at = matcher.after(at);
      continue;
    }
    yield { start: at, end };
    matcher.reset();
    at = end === at ? matcher.after(at) : end;
  }
}
