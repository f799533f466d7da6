import { keepNewest } from '../basics/newest-kept.ts';
import type { Block, Expression, Macro, Node, Parameter, Reference, Template } from './ast.ts';
import { TemplateError } from './meter.ts';
import { parseExpression, parseReference, startsReference } from './parse-expression.ts';
import { gobbleLine, readEscape, Scanner } from './scanner.ts';

const MAX_TEMPLATE_LENGTH = 100_000;

/**
 * Parses Velocity text of at most 100,000 characters (docs/behaviour/prompts.md, Velocity) into a template that may be
 * rendered many times. Throws TemplateError, with the line and column of what it could not read.
 */
export function parseTemplate(text: string): Template {
  if (text.length > MAX_TEMPLATE_LENGTH) {
    const found = `the template has ${text.length} characters`;
    throw new TemplateError(`${found}, expected at most ${MAX_TEMPLATE_LENGTH}`, { line: 1, column: 1 });
  }
  const macros = new Map<string, Macro>();
  const nodes = parseBlocks(new Scanner(text), macros);
  return { nodes, macros };
}

type Closer = Extract<Tag, { kind: 'end' | 'else' | 'elseif' }>;

const isCloser = (tag: Tag): tag is Closer => tag.kind === 'end' || tag.kind === 'else' || tag.kind === 'elseif';

/** The template's nodes; the macros it defines are added to `macros`. */
function parseBlocks(scanner: Scanner, macros: Map<string, Macro>): Block {
  const known = new Set<string>();
  return parseBlock([]).nodes;

  function parseBlock(closers: readonly string[], opener = 0): { nodes: Block; closer: Closer } {
    const nodes: Node[] = [];
    let text = '';
    const startsKnownTag = (source: string, offset: number) => startsTag(source, offset, known);
    const startsLive = (source: string, offset: number) =>
      startsReference(source, offset) || startsKnownTag(source, offset);
    const flush = () => {
      if (text) nodes.push({ kind: 'text', text });
      text = '';
    };

    while (!scanner.ended) {
      text += scanner.match(/[^$#\\]+/y) ?? '';
      const start = scanner.at;
      if (scanner.looksAt('\\')) text += readEscape(scanner, startsLive);
      else if (startsReference(scanner.text, start)) {
        flush();
        nodes.push(parseReference(scanner));
      } else if (startsKnownTag(scanner.text, start)) {
        const tag = parseTag(scanner, known);
        const prints = tag.kind === 'unparsed' || tag.kind === 'macro-call';
        const margin = prints ? undefined : gobbleLine(scanner, start);
        if (margin) text = text.slice(0, -margin);
        if (tag.kind === 'unparsed') text += tag.text;
        else {
          flush();
          if (isCloser(tag)) {
            if (closers.includes(tag.kind)) return { nodes, closer: tag };
            scanner.fail(unexpected(tag, closers), start);
          }
          if (tag.kind !== 'comment') nodes.push(...directive(tag, start));
        }
      } else {
        text += scanner.text.charAt(start);
        scanner.at += 1;
      }
    }
    if (closers.length > 0) scanner.fail('expected #end before the end of the template to close this block', opener);
    flush();
    return { nodes, closer: { kind: 'end' } };
  }

  function directive(tag: Exclude<Tag, Closer | { kind: 'comment' } | { kind: 'unparsed' }>, start: number): Node[] {
    const at = scanner.position(start);
    if (tag.kind === 'if') return [parseIf(tag.condition, start)];
    if (tag.kind === 'foreach') return [parseForeach(tag, start)];
    if (tag.kind !== 'macro') return [{ ...tag, at }];
    if (known.has(tag.name)) scanner.fail(`the macro #${tag.name} is defined already`, start);
    known.add(tag.name);
    const body = inner(['end'], start).nodes;
    macros.set(tag.name, { parameters: tag.parameters, body });
    return [];
  }

  function parseIf(condition: Expression, start: number): Node {
    const branches: { condition: Expression; body: Block }[] = [];
    let open: Closer | { kind: 'if'; condition: Expression } = { kind: 'if', condition };
    while (open.kind === 'if' || open.kind === 'elseif') {
      const block = inner(['elseif', 'else', 'end'], start);
      branches.push({ condition: open.condition, body: block.nodes });
      open = block.closer;
    }
    const otherwise = open.kind === 'else' ? inner(['end'], start).nodes : [];
    return { kind: 'if', at: scanner.position(start), branches, otherwise };
  }

  function parseForeach({ variable, items }: Extract<Tag, { kind: 'foreach' }>, start: number): Node {
    const { nodes: body, closer } = inner(['else', 'end'], start);
    const otherwise = closer.kind === 'else' ? inner(['end'], start).nodes : [];
    return { kind: 'foreach', at: scanner.position(start), variable, items, body, otherwise };
  }

  function inner(closers: readonly string[], start: number) {
    return scanner.nested(() => parseBlock(closers, start));
  }
}

function unexpected(tag: Closer, closers: readonly string[]): string {
  if (closers.length === 0) return `#${tag.kind} without an #if or #foreach before it`;
  return `#${tag.kind} does not fit here: expected ${closers.map((name) => `#${name}`).join(' or ')}`;
}

// A tag is what stands between `#` and the end of its header; parse-block builds directives out of tags.

type Tag =
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

function startsTag(text: string, offset: number, macros: ReadonlySet<string>): boolean {
  return (
    ['##', '#*', '#[['].some((start) => text.startsWith(start, offset)) ||
    directiveAt(text, offset, macros) !== undefined
  );
}

/** Reads the tag that `startsTag` saw. */
function parseTag(scanner: Scanner, macros: ReadonlySet<string>): Tag {
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

export interface TemplateCache {
  /** Like `parseTemplate`, but parses a text it has seen lately only once. Failures are not kept. */
  parse(text: string): Template;
}

/** Keeps the `limit` templates used last. The caller holds it; there is no global one. */
export function createTemplateCache(limit: number): TemplateCache {
  const templates = new Map<string, Template>();
  return {
    parse(text) {
      const template = templates.get(text) ?? parseTemplate(text);
      keepNewest(templates, text, template, limit);
      return template;
    },
  };
}
