import { parseAlternatives } from './parse-regex.ts';
import type { Flags, PatternReader } from './pattern-reader.ts';
import type { RegexNode } from './regex-node.ts';

const letters: Record<string, keyof Flags> = {
  i: 'ignoreCase',
  u: 'unicodeCase',
  s: 'dotAll',
  m: 'multiline',
  x: 'comments',
};

const EMPTY: RegexNode = { kind: 'sequence', items: [] };

/** Reads what begins with `(`. `(?i)` on its own changes the flags up to the end of the group around it. */
export function parseGroup(reader: PatternReader): RegexNode {
  reader.take('(');
  if (!reader.looksAt('?')) return parseCapturing(reader);
  const name = reader.match(/\?<([A-Za-z][A-Za-z0-9]*)>/y)?.[1];
  if (name !== undefined) {
    if (reader.names.has(name)) reader.fail(`it has two groups named '${name.slice(0, 40)}'`);
    reader.names.set(name, reader.groups + 1);
    return parseCapturing(reader);
  }
  const look = reader.match(/\?(<?)([=!])/y);
  if (look) return { kind: 'look', behind: look[1] === '<', negative: look[2] === '!', body: parseBody(reader) };
  if (reader.take('?>')) return { kind: 'atomic', body: parseBody(reader) };
  const before = reader.flags;
  const flags = reader.match(/\?([iusmx]*)(?:-([iusmx]*))?([:)])/y);
  if (!flags)
    reader.fail(`'(${reader.pattern.slice(reader.at, reader.at + 3)}' begins no kind of group supported here`);
  reader.flags = { ...before, ...switched(flags[1], true), ...switched(flags[2], false) };
  if (flags[3] === ')') return EMPTY;
  const body = parseBody(reader);
  reader.flags = before;
  return body;
}

function parseCapturing(reader: PatternReader): RegexNode {
  reader.groups += 1;
  const index = reader.groups;
  return { kind: 'group', index, body: parseBody(reader) };
}

function parseBody(reader: PatternReader): RegexNode {
  const before = reader.flags;
  const body = reader.nested(() => parseAlternatives(reader));
  reader.flags = before;
  if (!reader.take(')')) reader.fail("a '(' is not closed by ')'");
  return body;
}

const switched = (found: string | undefined, on: boolean): Partial<Flags> =>
  Object.fromEntries(Array.from(found ?? '', (letter) => [letters[letter]!, on]));
