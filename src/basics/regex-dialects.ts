/** The two ways in which requests write regular expressions, said in RE2's. */
import { propertySet, RegexError } from './regex-properties.ts';

/** `java`: `java.util.regex`, which templates call; `ecmascript`: what JSON schemas and everything else mean. */
export type Dialect = 'java' | 'ecmascript';

type Range = readonly [first: number, last: number];

const MAX_REPEAT = 1000;
const MAX_NESTING = 50;
/** Instructions of a compiled program: what a match costs a character, and some microseconds each to compile. */
const MAX_SIZE = 2000;
/** Instructions that cost as much to make as a table of Unicode. */
const PROPERTY_SIZE = 20;

const VERTICAL_SPACE: Range[] = [[0x0a, 0x0d], point(0x85), [0x2028, 0x2029]];
const HORIZONTAL_SPACE: Range[] = [
  ...[0x09, 0x20, 0xa0, 0x1680, 0x180e].map(point),
  [0x2000, 0x200a],
  ...[0x202f, 0x205f, 0x3000].map(point),
];

/** What a backslash and a letter stand for where RE2 means something else, or nothing, by them. */
const SETS: Record<Dialect, Record<string, Range[]>> = {
  java: { s: [[0x09, 0x0d], point(0x20)], h: HORIZONTAL_SPACE, v: VERTICAL_SPACE },
  ecmascript: {
    s: [
      [0x09, 0x0d],
      ...[0x20, 0xa0, 0x1680].map(point),
      [0x2000, 0x200a],
      [0x2028, 0x2029],
      ...[0x202f, 0x205f, 0x3000, 0xfeff].map(point),
    ],
  },
};

/** What `.` leaves out, as the inside of a class. */
const LINE_ENDS: Record<Dialect, string> = {
  java: String.raw`\n\r\x{85}\x{2028}\x{2029}`,
  ecmascript: String.raw`\n\r\x{2028}\x{2029}`,
};

const CONTROLS: Record<Dialect, Record<string, number>> = {
  java: { t: 0x09, n: 0x0a, f: 0x0c, r: 0x0d, a: 0x07, e: 0x1b },
  ecmascript: { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d },
};

const NUMERIC: Record<Dialect, readonly [form: RegExp, radix: number][]> = {
  java: [
    [/x([0-9A-Fa-f]{2})/y, 16],
    [/x\{([0-9A-Fa-f]{1,6})\}/y, 16],
    [/0([0-3][0-7]{2}|[0-7]{1,2})/y, 8],
  ],
  ecmascript: [
    [/x([0-9A-Fa-f]{2})/y, 16],
    [/u\{([0-9A-Fa-f]{1,6})\}/y, 16],
    [/(0)(?!\d)/y, 8],
  ],
};

function point(codePoint: number): Range {
  return [codePoint, codePoint];
}

const written = (codePoint: number) => `\\x{${codePoint.toString(16)}}`;
const inClass = (ranges: readonly Range[]) => ranges.map((range) => range.map(written).join('-')).join('');

function complement(ranges: readonly Range[]): Range[] {
  const between: Range[] = [];
  let next = 0;
  for (const [first, last] of ranges) {
    if (first > next) between.push([next, first - 1]);
    next = last + 1;
  }
  return [...between, [next, 0x10ffff]];
}

interface Group {
  /** Instructions of what the group holds so far, and of the last thing in it, which a quantifier repeats. */
  size: number;
  last: number;
  dotAll: boolean;
  comments: boolean;
}

/** An expression in RE2's syntax, and about how many instructions it will be. Throws RegexError. */
export function toRe2(pattern: string, dialect: Dialect): { source: string; size: number } {
  const java = dialect === 'java';
  const out: string[] = [];
  const groups: Group[] = [{ size: 1, last: 0, dotAll: false, comments: false }];
  let at = 0;

  const take = (sticky: RegExp): RegExpExecArray | undefined => {
    sticky.lastIndex = at;
    const found = sticky.exec(pattern) ?? undefined;
    at += found?.[0].length ?? 0;
    return found;
  };
  const here = () => groups.at(-1)!;
  const grow = (size: number) => {
    here().size += size;
    if (here().size > MAX_SIZE) throw new RegexError('it is too large; repeat less or say less');
  };
  const atom = (text: string, size = 1) => {
    out.push(text);
    here().last = size;
    grow(size);
  };

  while (at < pattern.length) {
    if (here().comments && take(/[ \t\n\v\f\r]+|#[^\n\r]*/y)) continue;
    if (take(/\(/y)) open();
    else if (take(/\)/y)) close();
    else if (take(/\|/y)) out.push('|');
    else if (take(/\[/y)) atom(characterClass());
    else if (take(/\\/y)) escaped();
    else if (take(/\./y)) atom(here().dotAll ? '(?s:.)' : `[^${LINE_ENDS[dialect]}]`);
    else if (!quantifier()) atom(literal());
  }
  if (groups.length > 1) throw new RegexError("a '(' is not closed by ')'");
  return { source: out.join(''), size: here().size };

  function open() {
    const look = take(/\?(<?)([=!])/y);
    if (look && !look[1]) throw unsupported(`look-ahead, (?${look[2]}…),`);
    if (take(/\?>/y)) throw unsupported('an atomic group, (?>…),');
    const { dotAll, comments } = here();
    const group: Group = { size: 2, last: 0, dotAll, comments };
    if (look) out.push(`(${look[0]}`);
    else if (!take(/\?/y)) out.push('(');
    else {
      const name = take(/P?<([A-Za-z_]\w*)>/y)?.[1];
      const flags = name === undefined ? take(/([iusmx]*)(?:-([iusmx]*))?([:)])/y) : undefined;
      if (name !== undefined) out.push(`(?<${name}>`);
      else if (!flags) throw new RegexError(`'(?${pattern.slice(at, at + 2)}' begins no kind of group`);
      else {
        const [, on = '', off = '', end] = flags;
        const target = end === ')' ? here() : group;
        for (const [letters, value] of [
          [on, true],
          [off, false],
        ] as const) {
          if (letters.includes('s')) target.dotAll = value;
          if (letters.includes('x')) target.comments = value;
        }
        const known = [on, off].map((letters) => letters.replace(/[ux]/g, ''));
        const said = known[1] ? `${known[0]}-${known[1]}` : known[0];
        if (end === ')') {
          if (said) out.push(`(?${said})`);
          return;
        }
        out.push(`(?${said}:`);
      }
    }
    groups.push(group);
    if (groups.length > MAX_NESTING + 1)
      throw new RegexError(`its groups are nested deeper than ${MAX_NESTING} levels`);
  }

  function close() {
    if (groups.length === 1) throw new RegexError("a ')' closes no group");
    const { size } = groups.pop()!;
    atom(')', size);
  }

  /** False when there is none here. */
  function quantifier(): boolean {
    const short = take(/[*+?]/y)?.[0];
    const counted = short === undefined ? take(/\{(\d{1,10})(?:(,)(\d{0,10}))?\}/y) : undefined;
    const shown = short ?? counted?.[0];
    if (shown === undefined) return false;
    if (java && take(/\+/y)) throw unsupported(`a possessive quantifier, ${shown}+,`);
    const least = Number(counted?.[1] ?? 0);
    const most = counted?.[3] ? Number(counted[3]) : least;
    if (most < least) throw new RegexError(`the repetition ${shown} ends before it begins`);
    if (most > MAX_REPEAT) throw new RegexError(`the repetition ${shown} is too large: ${MAX_REPEAT} is the most`);
    const group = here();
    const repeated = group.last * Math.max(0, most - 1) + 1;
    group.last += repeated;
    grow(repeated);
    out.push(shown, take(/\?/y)?.[0] ?? '');
    return true;
  }

  function literal(): string {
    if (java && pattern.charAt(at) === '{') {
      throw new RegexError("a '{' that begins no repetition such as {2,5} must be written \\{");
    }
    const codePoint = pattern.codePointAt(at)!;
    at += codePoint > 0xffff ? 2 : 1;
    return codePoint === 0x5e || codePoint === 0x24 ? String.fromCodePoint(codePoint) : written(codePoint);
  }

  function escaped() {
    const quoted = java ? take(/Q([\s\S]*?)(?:\\E|$)/y)?.[1] : undefined;
    if (quoted !== undefined) {
      for (const char of quoted) atom(written(char.codePointAt(0)!));
      return;
    }
    if (java && take(/E/y)) return;
    if (take(/[1-9]|k/y)) throw unsupported('a back reference');
    const assertion = take(java ? /[bBAz]/y : /[bB]/y)?.[0];
    if (assertion) atom(`\\${assertion}`);
    else if (java && take(/R/y)) atom(`(?:\\r\\n|[${inClass(VERTICAL_SPACE)}])`, 4);
    else {
      const set = escapedSet();
      if (set !== undefined) atom(`[${set}]`, PROPERTY_SIZE);
      else atom(written(escapedCodePoint()));
    }
  }

  /** The inside of a class for `\d`, `\p{L}` and the like; undefined for other escapes. */
  function escapedSet(): string | undefined {
    const property = take(/([pP])(?:\{(\^?)([^}]*)\}|([A-Z]))/y);
    if (property) {
      const negative = (property[1] === 'P') !== (property[2] === '^');
      return propertySet(property[3] ?? property[4]!, negative);
    }
    const letter = pattern.charAt(at);
    const ranges = SETS[dialect][letter.toLowerCase()];
    if (ranges && !(letter in CONTROLS[dialect])) {
      at += 1;
      return inClass(letter === letter.toLowerCase() ? ranges : complement(ranges));
    }
    return take(/[dDwW]/y) && `\\${letter}`;
  }

  function escapedCodePoint(): number {
    if (at >= pattern.length) throw new RegexError('it ends with a single backslash');
    const unit = take(/u([0-9A-Fa-f]{4})/y)?.[1];
    if (unit !== undefined) {
      const high = Number.parseInt(unit, 16);
      const low = high >= 0xd800 && high <= 0xdbff ? take(/\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})/y)?.[1] : undefined;
      return low === undefined ? high : (high - 0xd800) * 0x400 + Number.parseInt(low, 16) - 0xdc00 + 0x10000;
    }
    for (const [form, radix] of NUMERIC[dialect]) {
      const digits = take(form)?.[1];
      if (digits === undefined) continue;
      const codePoint = Number.parseInt(digits, radix);
      if (codePoint > 0x10ffff) throw new RegexError(`\\x{${digits}} is no character`);
      return codePoint;
    }
    const control = take(/c([\x40-\x5f\x61-\x7a])/y)?.[1];
    if (control !== undefined) return control.toUpperCase().charCodeAt(0) ^ 0x40;
    const char = pattern.charAt(at);
    const known = CONTROLS[dialect][char];
    if (known === undefined && /[A-Za-z0-9]/.test(char)) throw unsupported(`the escape \\${char}`);
    const codePoint = known ?? pattern.codePointAt(at)!;
    at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  /** Reads behind the `[`. */
  function characterClass(): string {
    const negative = take(/\^/y) ? '^' : '';
    const members: string[] = [];
    if (java && take(/\]/y)) members.push('\\]');
    while (!take(/\]/y)) {
      if (at >= pattern.length) throw new RegexError("a '[' is not closed by ']'");
      if (java && here().comments && take(/[ \t\n\v\f\r]+/y)) continue;
      if (java && take(/\[/y)) throw unsupported('a class inside a class');
      if (java && take(/&&/y)) throw unsupported('an intersection of classes, &&,');
      if (take(/-/y)) members.push('-');
      else members.push(member());
    }
    if (members.length === 0) return negative ? '(?s:.)' : '[^\\x00-\\x{10ffff}]';
    grow(members.filter((text) => text.startsWith('\\p') || text.startsWith('\\P')).length * PROPERTY_SIZE);
    return `[${negative}${members.map((text, i) => (text === '-' && hyphenIsLiteral(members, i) ? '\\-' : text)).join('')}]`;
  }

  /** A hyphen at either end, or beside a set such as `\w`, is only a hyphen. */
  function hyphenIsLiteral(members: readonly string[], index: number): boolean {
    const [before, after] = [members[index - 1], members[index + 1]];
    const isPoint = (text: string | undefined) => text !== undefined && /^\\x\{[0-9a-f]+\}$/.test(text);
    return !isPoint(before) || after === undefined;
  }

  function member(): string {
    const quoted = java ? take(/\\Q([\s\S]*?)(?:\\E|$)/y)?.[1] : undefined;
    if (quoted !== undefined) return Array.from(quoted, (char) => written(char.codePointAt(0)!)).join('');
    if (!take(/\\/y)) {
      const codePoint = pattern.codePointAt(at)!;
      at += codePoint > 0xffff ? 2 : 1;
      return written(codePoint);
    }
    if (!java && take(/b/y)) return written(0x08);
    return escapedSet() ?? written(escapedCodePoint());
  }
}

const unsupported = (what: string) =>
  new RegexError(`${what} is not supported here, since expressions run in linear time (RE2)`);
