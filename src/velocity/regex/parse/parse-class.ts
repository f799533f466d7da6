import { type CodePointSet, complement, intersection, range, union } from '../code-point-set.ts';
import { parseEscapedCodePoint, parseEscapedSet } from './parse-escape.ts';
import type { PatternReader } from './pattern-reader.ts';

/** Reads `[…]`: ranges, escapes, classes inside, and `&&`, which binds more loosely than what stands side by side. */
export function parseClass(reader: PatternReader): CodePointSet {
  reader.take('[');
  const negative = reader.take('^');
  const operands = [parseUnion(reader, true)];
  while (reader.take('&&')) operands.push(parseUnion(reader, false));
  if (!reader.take(']')) reader.fail("a '[' is not closed by ']'");
  const sets = operands.filter((operand) => operand !== undefined);
  if (sets.length === 0) reader.fail('a class in it is empty');
  return negative ? complement(intersection(sets)) : intersection(sets);
}

/** Undefined when there is nothing; `]` in the first place stands for itself. */
function parseUnion(reader: PatternReader, first: boolean): CodePointSet | undefined {
  const sets: CodePointSet[] = [];
  for (;;) {
    reader.skipComments();
    if (reader.ended || reader.looksAt('&&')) break;
    if (reader.looksAt(']') && (sets.length > 0 || !first)) break;
    sets.push(reader.looksAt('[') ? reader.nested(() => parseClass(reader)) : parseItem(reader));
  }
  return sets.length === 0 ? undefined : union(sets);
}

function parseItem(reader: PatternReader): CodePointSet {
  const from = parseMember(reader);
  if (typeof from !== 'number') return from;
  reader.skipComments();
  if (!reader.looksAt('-') || /^-(?:$|[[\]]|&&)/.test(reader.pattern.slice(reader.at, reader.at + 3))) {
    return range(from, from, reader.folding);
  }
  reader.take('-');
  reader.skipComments();
  const to = parseMember(reader);
  if (typeof to !== 'number' || to < from) reader.fail('a range in a class runs backwards or has no end');
  return range(from, to, reader.folding);
}

function parseMember(reader: PatternReader): number | CodePointSet {
  if (reader.ended) reader.fail("a '[' is not closed by ']'");
  if (!reader.take('\\')) return reader.codePoint();
  return parseEscapedSet(reader) ?? parseEscapedCodePoint(reader);
}
