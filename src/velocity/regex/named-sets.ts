import { type CodePointSet, complement, oneOf, predicate, range, union } from './code-point-set.ts';

const digit = range(0x30, 0x39);
const lower = range(0x61, 0x7a);
const upper = range(0x41, 0x5a);
const alpha = union([lower, upper]);
const alnum = union([alpha, digit]);
const space = oneOf(' \t\n\v\f\r');
const graph = range(0x21, 0x7e);

export const wordCharacter = union([alnum, oneOf('_')]);
const horizontalSpace = union([oneOf(' \t\u00a0\u1680\u180e\u202f\u205f\u3000'), range(0x2000, 0x200a)]);
export const verticalSpace = oneOf('\n\v\f\r\u0085\u2028\u2029');
/** What `.` leaves out unless `(?s)`. */
export const lineTerminator = oneOf('\n\r\u0085\u2028\u2029');

/** `\d`, `\D` …: ASCII only, as in Java. */
export const escapedSets: ReadonlyMap<string, CodePointSet> = new Map(
  Object.entries({ d: digit, w: wordCharacter, s: space, h: horizontalSpace, v: verticalSpace }).flatMap(
    ([letter, set]) => [
      [letter, set],
      [letter.toUpperCase(), complement(set)],
    ],
  ),
);

const posix: ReadonlyMap<string, CodePointSet> = new Map(
  Object.entries({
    Lower: lower,
    Upper: upper,
    ASCII: range(0, 0x7f),
    Alpha: alpha,
    Digit: digit,
    Alnum: alnum,
    Punct: predicate((codePoint) => graph.test(codePoint) && !alnum.test(codePoint)),
    Graph: graph,
    Print: range(0x20, 0x7e),
    Blank: oneOf(' \t'),
    Cntrl: union([range(0, 0x1f), range(0x7f, 0x7f)]),
    XDigit: union([digit, range(0x41, 0x46), range(0x61, 0x66)]),
    Space: space,
  }),
);

/** Java's names for what JavaScript calls otherwise. */
const renamed: Record<string, string> = { gc: 'General_Category', sc: 'Script', general_category: 'General_Category' };
const binary: Record<string, string> = {
  letter: 'L',
  digit: 'Nd',
  punctuation: 'P',
  control: 'Cc',
  white_space: 'White_Space',
  titlecase: 'Lt',
  assigned: 'Assigned',
};

/** The set of `\p{name}`: POSIX classes, categories, scripts, binary properties. Undefined when there is none. */
export function propertySet(name: string): CodePointSet | undefined {
  const known = posix.get(name);
  if (known) return known;
  for (const spelling of spellings(name)) {
    const pattern = tryProperty(spelling);
    if (pattern) return predicate((codePoint) => pattern.test(String.fromCodePoint(codePoint)));
  }
  return undefined;
}

function spellings(name: string): string[] {
  const [, key, value] = /^(\w+)=(\w+)$/.exec(name) ?? [];
  if (key !== undefined && value !== undefined) {
    return [`${renamed[key.toLowerCase()] ?? capitalised(key)}=${value.length > 2 ? capitalised(value) : value}`];
  }
  if (!/^\w+$/.test(name)) return [];
  if (!name.startsWith('Is')) return [name.length <= 2 ? name : `General_Category=${name}`];
  const bare = name.slice(2);
  return [binary[bare.toLowerCase()] ?? capitalised(bare), `Script=${capitalised(bare)}`, bare];
}

const capitalised = (name: string) => name.toLowerCase().replace(/(?:^|_)[a-z]/g, (start) => start.toUpperCase());

function tryProperty(property: string): RegExp | undefined {
  try {
    return new RegExp(`\\p{${property}}`, 'u');
  } catch {
    return undefined;
  }
}
