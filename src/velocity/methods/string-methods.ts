import type { Meter } from '../meter.ts';
import { compileRegex } from '../regex/compile-regex.ts';
import { matchesAll, replaceMatches, splitAtMatches } from '../regex/regex-operations.ts';
import { isText, scalarText, type Value } from '../value.ts';
import { findText } from './find-text.ts';
import { methodTable, wholeNumber } from './method-table.ts';

/** Java's `String` as far as templates in the field call it (reference §4.5); numbers as arguments are printed. */
export const stringMethods = methodTable<string>({
  length: (text) => text.length,
  isEmpty: (text) => text === '',
  trim,
  toLowerCase: (text) => text.toLowerCase(),
  toUpperCase: (text) => text.toUpperCase(),
  contains: withText((text, part) => findText(text, part) >= 0),
  startsWith: withText((text, start) => text.startsWith(start)),
  endsWith: withText((text, end) => text.endsWith(end)),
  equals: (text, [other]) => other !== undefined && isText(other) && scalarText(other) === text,
  equalsIgnoreCase: (text, [other]) =>
    other !== undefined && isText(other) && scalarText(other)!.toLowerCase() === text.toLowerCase(),
  indexOf: withText((text, part, [from]) => findText(text, part, wholeNumber(from) ?? 0)),
  substring,
  replace: withText((text, part, [replacement], meter) => replaceText(text, part, scalarText(replacement), meter)),
  replaceAll: withText((text, pattern, [replacement], meter) => {
    const template = scalarText(replacement);
    return template === undefined ? undefined : replaceMatches(compileRegex(pattern, meter), text, template, meter);
  }),
  split: withText((text, pattern, [limit], meter) =>
    splitAtMatches(compileRegex(pattern, meter), text, wholeNumber(limit) ?? 0, meter),
  ),
  matches: withText((text, pattern, _, meter) => matchesAll(compileRegex(pattern, meter), text, meter)),
  concat: withText((text, more, _, meter) => {
    meter.text(text.length + more.length);
    return text + more;
  }),
});

/** A method whose first argument is text. */
function withText(method: (text: string, first: string, rest: readonly Value[], meter: Meter) => Value | undefined) {
  return (text: string, [first, ...rest]: readonly Value[], meter: Meter) => {
    const printed = scalarText(first);
    if (printed === undefined) return undefined;
    meter.text(printed.length);
    return method(text, printed, rest, meter);
  };
}

/** Java's idea of white space: everything up to U+0020. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 0x20) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end -= 1;
  return text.slice(start, end);
}

function substring(text: string, args: readonly Value[], meter: Meter): Value | undefined {
  const from = wholeNumber(args[0]);
  const to = args.length > 1 ? wholeNumber(args[1]) : text.length;
  if (from === undefined || to === undefined) return undefined;
  if (from < 0 || to > text.length || from > to) {
    meter.fail(
      `substring(${args.length > 1 ? `${from}, ${to}` : from}) is outside a text of ${text.length} characters`,
    );
  }
  return text.slice(from, to);
}

function replaceText(text: string, part: string, replacement: string | undefined, meter: Meter): Value | undefined {
  if (replacement === undefined) return undefined;
  const pieces: string[] = [];
  let length = 0;
  let from = 0;
  const add = (piece: string) => {
    length += piece.length;
    meter.text(piece.length);
    meter.textFits(length);
    pieces.push(piece);
  };
  for (let found = findText(text, part); found >= 0 && from <= text.length; found = findText(text, part, from)) {
    meter.step(1 / 4);
    if (part === '') {
      add(replacement + text.slice(from, from + 1));
      from += 1;
    } else {
      add(text.slice(from, found) + replacement);
      from = found + part.length;
    }
  }
  add(text.slice(from));
  return pieces.join('');
}
