import type { Meter } from './meter.ts';
import { matchesAll, replaceMatches, splitAtMatches } from './regex.ts';
import { isText, scalarText, type Value, wholeNumber } from './value.ts';

/** A method of a built-in type; undefined when it does not take these arguments. */
type Method<Target> = (target: Target, args: readonly Value[], meter: Meter) => Value | undefined;

/** A `Map`, so that `constructor` is a name like any other. */
export const methodTable = <Target>(methods: Record<string, Method<Target>>): ReadonlyMap<string, Method<Target>> =>
  new Map(Object.entries(methods));

/**
 * Java's `String` as far as templates in the field call it (docs/behaviour/prompts.md, Velocity); numbers as arguments
 * are printed.
 */
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
    return template === undefined ? undefined : replaceMatches(pattern, text, template, meter);
  }),
  split: withText((text, pattern, [limit], meter) => splitAtMatches(pattern, text, wholeNumber(limit) ?? 0, meter)),
  matches: withText((text, pattern, _, meter) => matchesAll(pattern, text, meter)),
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

// V8's own search takes minutes for a long needle such as a…aba…a in a text of a's, and templates choose both.

const LONGEST_FOR_BUILT_IN_SEARCH = 16;

/** Like `indexOf`, in time linear in the text. */
function findText(text: string, part: string, from = 0): number {
  const start = Math.max(from, 0);
  if (part.length <= LONGEST_FOR_BUILT_IN_SEARCH) {
    return part === '' && start > text.length ? -1 : text.indexOf(part, start);
  }
  const borders = borderLengths(part);
  let matched = 0;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    while (matched > 0 && part.charCodeAt(matched) !== char) matched = borders[matched - 1]!;
    if (part.charCodeAt(matched) === char) matched += 1;
    if (matched === part.length) return at - matched + 1;
  }
  return -1;
}

/** Knuth, Morris, Pratt: for each prefix, the longest proper prefix that is also its suffix. */
function borderLengths(part: string): Int32Array {
  const borders = new Int32Array(part.length);
  let length = 0;
  for (let i = 1; i < part.length; i += 1) {
    while (length > 0 && part.charCodeAt(i) !== part.charCodeAt(length)) length = borders[length - 1]!;
    if (part.charCodeAt(i) === part.charCodeAt(length)) length += 1;
    borders[i] = length;
  }
  return borders;
}
