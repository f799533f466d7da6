// A tag is what stands between `#` and the end of its header; parse-block builds directives out of tags.

import type { Expression, Parameter, Reference } from './ast.ts';
import { parseExpression } from './parse-expression.ts';
import { parseReference, startsReference } from './parse-reference.ts';
import type { Scanner } from './scan/scanner.ts';

export type Tag =
  | { readonly kind: 'comment' }
  | { readonly kind: 'break' | 'stop' }
  | { readonly kind: 'else' | 'end' }
  | { readonly kind: 'unparsed'; readonly text: string }
  | { readonly kind: 'if'; readonly condition: Expression }
  | { readonly kind: 'elseif'; readonly condition: Expression }
  | { readonly kind: 'foreach'; readonly variable: string; readonly items: Expression }
  | { readonly kind: 'set'; readonly target: Reference; readonly value: Expression }
  | { readonly kind: 'macro'; readonly name: string; readonly parameters: readonly Parameter[] }
  | { readonly kind: 'macro-call'; readonly name: string; readonly args: readonly Expression[] };

const bare = new Set(['else', 'end', 'break', 'stop']);
const withHeader = new Set(['if', 'elseif', 'foreach', 'set']);
const refused = new Set(['include', 'parse', 'evaluate', 'define']);

/**
 * The name of the directive at a `#`, or undefined where the `#` is literal (`#1`, `# Title`, `#hashtag`). Words that
 * are also common hashtags (`#include`, `#macro` …) are directives only before `(`; macros only once they are defined.
 */
function directiveAt(text: string, offset: number, macros: ReadonlySet<string>): string | undefined {
  const token = /#(?:\{([A-Za-z]\w*)\}|([A-Za-z]\w*))/y;
  token.lastIndex = offset;
  const found = token.exec(text);
  const name = found?.[1] ?? found?.[2];
  if (name === undefined || bare.has(name) || withHeader.has(name)) return name;
  const opensHeader = /[ \t]*\(/y;
  opensHeader.lastIndex = token.lastIndex;
  const special = name === 'macro' || refused.has(name) || macros.has(name);
  return special && opensHeader.test(text) ? name : undefined;
}

export function startsTag(text: string, offset: number, macros: ReadonlySet<string>): boolean {
  return (
    ['##', '#*', '#[['].some((start) => text.startsWith(start, offset)) ||
    directiveAt(text, offset, macros) !== undefined
  );
}

/** Reads the tag that `startsTag` saw. */
export function parseTag(scanner: Scanner, macros: ReadonlySet<string>): Tag {
  const start = scanner.at;
  if (scanner.match(/##[^\r\n]*/y) !== undefined) return { kind: 'comment' };
  if (scanner.take('#*')) {
    readUntil(scanner, '*#', start);
    return { kind: 'comment' };
  }
  if (scanner.take('#[[')) return { kind: 'unparsed', text: readUntil(scanner, ']]#', start) };
  const name = directiveAt(scanner.text, start, macros)!;
  scanner.match(/#(?:\{\w+\}|\w+)/y);
  if (refused.has(name))
    scanner.fail(`#${name} is not supported: a template reads no files and defines no code`, start);
  if (bare.has(name)) return parseBare(scanner, name);
  scanner.match(/[ \t]*/y);
  scanner.expect('(', `after #${name}`);
  const tag = parseHeader(scanner, name);
  scanner.space();
  scanner.expect(')', `to close #${name}(`);
  return tag;
}

function parseBare(scanner: Scanner, name: string): Tag {
  if (name === 'break' && scanner.looksAt('(')) scanner.fail('#break takes no arguments: it leaves the innermost loop');
  return { kind: name as 'else' | 'end' | 'break' | 'stop' };
}

function parseHeader(scanner: Scanner, name: string): Tag {
  if (name === 'if' || name === 'elseif') return { kind: name, condition: parseExpression(scanner) };
  if (name === 'foreach') return parseForeachHeader(scanner);
  if (name === 'set') return parseSetHeader(scanner);
  if (name === 'macro') return parseMacroHeader(scanner);
  return { kind: 'macro-call', name, args: [...parseSpaced(scanner, parseExpression)] };
}

function parseSetHeader(scanner: Scanner): Tag {
  const target = parseTarget(scanner, '#set(');
  const last = target.tails.at(-1);
  if (last?.kind === 'method') scanner.fail(`${target.source} cannot be set: expected a variable or a property`);
  scanner.space();
  scanner.expect('=', `after ${target.source} in #set`);
  return { kind: 'set', target, value: parseExpression(scanner) };
}

function parseForeachHeader(scanner: Scanner): Tag {
  const variable = parseVariable(scanner, '#foreach(');
  scanner.space();
  if (scanner.match(/in\b/y) === undefined) scanner.fail(`expected 'in' after $${variable}, found ${scanner.found()}`);
  return { kind: 'foreach', variable, items: parseExpression(scanner) };
}

function parseMacroHeader(scanner: Scanner): Tag {
  scanner.space();
  const name = scanner.name();
  if (name === undefined) scanner.fail(`expected the macro's name, found ${scanner.found()}`);
  if (name === 'macro' || bare.has(name) || withHeader.has(name) || refused.has(name)) {
    scanner.fail(`'${name}' is a directive and cannot name a macro`);
  }
  return { kind: 'macro', name, parameters: [...parseSpaced(scanner, parseParameter)] };
}

function parseParameter(scanner: Scanner): Parameter {
  const name = parseVariable(scanner, 'a macro');
  const fallback = scanner.match(/\s*=/y) === undefined ? undefined : parseExpression(scanner);
  return { name, fallback };
}

/** Items up to `)`, separated by spaces or commas. */
function* parseSpaced<T>(scanner: Scanner, parse: (scanner: Scanner) => T): Generator<T> {
  for (;;) {
    scanner.match(/[\s,]+/y);
    if (scanner.looksAt(')') || scanner.ended) return;
    yield parse(scanner);
  }
}

function parseVariable(scanner: Scanner, place: string): string {
  const target = parseTarget(scanner, place);
  if (target.tails.length > 0) scanner.fail(`expected a plain variable after ${place}, found ${target.source}`);
  return target.name;
}

function parseTarget(scanner: Scanner, place: string): Reference {
  scanner.space();
  if (!startsReference(scanner.text, scanner.at)) {
    scanner.fail(`expected a variable such as $x after ${place}, found ${scanner.found()}`);
  }
  return parseReference(scanner);
}

function readUntil(scanner: Scanner, end: string, start: number): string {
  const close = scanner.text.indexOf(end, scanner.at);
  if (close < 0) scanner.fail(`expected '${end}' to close '${scanner.text.slice(start, scanner.at)}'`, start);
  const inner = scanner.text.slice(scanner.at, close);
  scanner.at = close + end.length;
  return inner;
}
