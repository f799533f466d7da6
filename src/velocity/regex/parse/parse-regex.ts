import { complement, predicate, range } from '../code-point-set.ts';
import { lineTerminator, verticalSpace } from '../named-sets.ts';
import { lastLineEnd, lineEnd, lineStart, notWordBoundary, textEnd, textStart, wordBoundary } from './assertions.ts';
import { parseClass } from './parse-class.ts';
import { parseEscapedCodePoint, parseEscapedSet } from './parse-escape.ts';
import { parseGroup } from './parse-group.ts';
import { parseQuantifier } from './parse-quantifier.ts';
import type { PatternReader } from './pattern-reader.ts';
import type { Assertion, RegexNode } from './regex-node.ts';

const escapedAssertions: ReadonlyMap<string, Assertion> = new Map([
  ['b', wordBoundary],
  ['B', notWordBoundary],
  ['A', textStart],
  ['z', textEnd],
  ['Z', lastLineEnd],
]);

/** Reads a whole pattern. */
export function parseRegex(reader: PatternReader): RegexNode {
  const node = parseAlternatives(reader);
  if (!reader.ended) reader.fail("a ')' closes no group");
  if (reader.highestReference > reader.groups) reader.fail(`it has no group ${reader.highestReference} to refer to`);
  return node;
}

/** Up to the `)` of the group around, or the end. */
export function parseAlternatives(reader: PatternReader): RegexNode {
  const items = [parseSequence(reader)];
  while (reader.take('|')) items.push(parseSequence(reader));
  return items.length === 1 ? items[0]! : { kind: 'alternatives', items };
}

function parseSequence(reader: PatternReader): RegexNode {
  const items: RegexNode[] = [];
  for (;;) {
    reader.skipComments();
    if (reader.ended || reader.looksAt('|') || reader.looksAt(')')) break;
    const atom = parseAtom(reader);
    const quantifier = parseQuantifier(reader);
    items.push(quantifier ? { kind: 'repeat', body: atom, ...quantifier } : atom);
  }
  return items.length === 1 ? items[0]! : { kind: 'sequence', items };
}

function parseAtom(reader: PatternReader): RegexNode {
  if (reader.looksAt('(')) return parseGroup(reader);
  if (reader.looksAt('[')) return { kind: 'set', set: parseClass(reader) };
  const dangling = reader.match(/[*+?{]/y)?.[0];
  if (dangling !== undefined) reader.fail(`there is nothing before '${dangling}' that it could repeat`);
  const { dotAll, multiline } = reader.flags;
  if (reader.take('.')) return { kind: 'set', set: dotAll ? predicate(() => true) : complement(lineTerminator) };
  if (reader.take('^')) return { kind: 'assertion', holds: multiline ? lineStart : textStart };
  if (reader.take('$')) return { kind: 'assertion', holds: multiline ? lineEnd : lastLineEnd };
  if (reader.take('\\')) return parseEscape(reader);
  return literal(reader.codePoint(), reader);
}

function parseEscape(reader: PatternReader): RegexNode {
  const holds = escapedAssertions.get(reader.pattern.charAt(reader.at));
  if (holds) {
    reader.at += 1;
    return { kind: 'assertion', holds };
  }
  if (reader.take('R')) return lineBreak;
  if (reader.match(/(?=[1-9])/y)) return parseNumberedReference(reader);
  if (reader.looksAt('k')) return parseNamedReference(reader);
  const set = parseEscapedSet(reader);
  return set ? { kind: 'set', set } : literal(parseEscapedCodePoint(reader), reader);
}

const lineBreak: RegexNode = {
  kind: 'alternatives',
  items: [
    { kind: 'sequence', items: [...'\r\n'].map((char) => ({ kind: 'set', set: single(char.charCodeAt(0)) })) },
    { kind: 'set', set: verticalSpace },
  ],
};

function single(codePoint: number) {
  return range(codePoint, codePoint);
}

/** As many digits as still name a group that has begun, at least one. */
function parseNumberedReference(reader: PatternReader): RegexNode {
  let group = Number(reader.match(/\d/y)![0]);
  for (;;) {
    const longer = group * 10 + Number(/\d/.exec(reader.pattern.charAt(reader.at))?.[0] ?? Number.NaN);
    if (!(longer <= reader.groups)) break;
    group = longer;
    reader.at += 1;
  }
  reader.highestReference = Math.max(reader.highestReference, group);
  return { kind: 'backreference', group, folding: reader.folding };
}

function parseNamedReference(reader: PatternReader): RegexNode {
  const name = reader.match(/k<([A-Za-z][A-Za-z0-9]*)>/y)?.[1];
  const group = name === undefined ? undefined : reader.names.get(name);
  if (group === undefined) reader.fail(`\\k must name a group before it, as in \\k<name>`);
  return { kind: 'backreference', group, folding: reader.folding };
}

function literal(codePoint: number, reader: PatternReader): RegexNode {
  return { kind: 'set', set: range(codePoint, codePoint, reader.folding) };
}
