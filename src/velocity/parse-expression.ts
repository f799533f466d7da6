import type { Chain, Expression, Operator, Reference, Tail } from './ast.ts';
import { readEscape, type Scanner } from './scanner.ts';
import { WholeDecimal } from './value.ts';

const levels: readonly { readonly token: RegExp; readonly operators: Readonly<Record<string, Operator>> }[] = [
  { token: /\|\||or\b/y, operators: { '||': 'or', or: 'or' } },
  { token: /&&|and\b/y, operators: { '&&': 'and', and: 'and' } },
  { token: /==|!=|(?:eq|ne)\b/y, operators: { '==': 'eq', '!=': 'ne', eq: 'eq', ne: 'ne' } },
  {
    token: /<=|>=|<|>|(?:lt|le|gt|ge)\b/y,
    operators: { '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge', lt: 'lt', le: 'le', gt: 'gt', ge: 'ge' },
  },
  { token: /[+-]/y, operators: { '+': '+', '-': '-' } },
  { token: /[*/%]/y, operators: { '*': '*', '/': '/', '%': '%' } },
];

/** Reads one expression of docs/behaviour/prompts.md, Velocity, leading space included. */
export function parseExpression(scanner: Scanner): Expression {
  return scanner.nested(() => parseLevel(scanner, 0));
}

function parseLevel(scanner: Scanner, depth: number): Expression {
  const level = levels[depth];
  if (!level) return parseUnary(scanner);
  const first = parseLevel(scanner, depth + 1);
  const rest: Chain['rest'][number][] = [];
  for (;;) {
    const before = scanner.at;
    scanner.space();
    const at = scanner.position();
    const operator = level.operators[scanner.match(level.token) ?? ''];
    if (!operator) {
      scanner.at = before;
      return rest.length === 0 ? first : { kind: 'chain', first, rest };
    }
    rest.push({ operator, at, operand: parseLevel(scanner, depth + 1) });
  }
}

function parseUnary(scanner: Scanner): Expression {
  scanner.space();
  const at = scanner.position();
  const operator = scanner.match(/!|-|not\b/y);
  if (operator === undefined) return parsePrimary(scanner);
  const operand = scanner.nested(() => parseUnary(scanner));
  return { kind: operator === '-' ? 'minus' : 'not', at, operand };
}

function parsePrimary(scanner: Scanner): Expression {
  const start = scanner.text.charAt(scanner.at);
  if (start === '$' && startsReference(scanner.text, scanner.at)) return parseReference(scanner);
  if (start === '"') return parseDoubleQuoted(scanner);
  if (start === "'") return parseSingleQuoted(scanner);
  if (start >= '0' && start <= '9') return parseNumber(scanner);
  if (start === '(') return parseParenthesised(scanner);
  if (start === '[') return parseListOrRange(scanner);
  if (start === '{') return parseMap(scanner);
  const word = scanner.match(/(?:true|false|null)\b/y);
  if (word === undefined) {
    scanner.fail(`expected a value, found ${scanner.found()}; variables start with '$' and text stands in quotes`);
  }
  return { kind: 'literal', value: word === 'null' ? null : word === 'true' };
}

function parseParenthesised(scanner: Scanner): Expression {
  scanner.take('(');
  const inner = parseExpression(scanner);
  scanner.space();
  scanner.expect(')', "to close '('");
  return inner;
}

function parseListOrRange(scanner: Scanner): Expression {
  const at = scanner.position();
  scanner.take('[');
  scanner.space();
  if (scanner.take(']')) return { kind: 'list', at, items: [] };
  const items = [parseExpression(scanner)];
  scanner.space();
  if (scanner.take('..')) {
    const to = parseExpression(scanner);
    scanner.space();
    scanner.expect(']', 'to close a range');
    return { kind: 'range', at, from: items[0]!, to };
  }
  while (scanner.take(',')) {
    items.push(parseExpression(scanner));
    scanner.space();
  }
  scanner.expect(']', "or ',' after a list item");
  return { kind: 'list', at, items };
}

function parseMap(scanner: Scanner): Expression {
  const at = scanner.position();
  const entries: [Expression, Expression][] = [];
  scanner.take('{');
  scanner.space();
  if (scanner.take('}')) return { kind: 'map', at, entries };
  do {
    const key = parseExpression(scanner);
    scanner.space();
    scanner.expect(':', 'after a map key');
    entries.push([key, parseExpression(scanner)]);
    scanner.space();
  } while (scanner.take(','));
  scanner.expect('}', "or ',' after a map entry");
  return { kind: 'map', at, entries };
}

/** A `$` elsewhere is literal text: `$5`, `$$`, `${1}`. */
export function startsReference(text: string, offset: number): boolean {
  const start = /\$!?\{?[A-Za-z]/y;
  start.lastIndex = offset;
  return start.test(text);
}

export function parseReference(scanner: Scanner): Reference {
  const start = scanner.at;
  scanner.take('$');
  const quiet = scanner.take('!');
  const formal = scanner.take('{');
  const name = scanner.name()!;
  const tails = [...parseTails(scanner)];
  if (formal) scanner.expect('}', `to close '${scanner.text.slice(start, start + 20)}'`);
  const source = scanner.text.slice(start, scanner.at);
  return { kind: 'reference', at: scanner.position(start), name, tails, quiet, source };
}

function* parseTails(scanner: Scanner): Generator<Tail> {
  for (;;) {
    const at = scanner.position();
    const name = scanner.match(/\.[A-Za-z][A-Za-z0-9_]*/y)?.slice(1);
    if (name !== undefined) {
      if (scanner.take('(')) yield { kind: 'method', at, name, args: parseArguments(scanner) };
      else yield { kind: 'property', at, name };
    } else if (scanner.take('[')) {
      yield { kind: 'index', at, index: parseIndex(scanner) };
    } else return;
  }
}

function parseIndex(scanner: Scanner): Expression {
  const start = scanner.at;
  scanner.space();
  if (!/[$"'0-9(-]/.test(scanner.text.charAt(scanner.at))) {
    scanner.fail(`expected an index after '[', found ${scanner.found()}; write \${name}[ to print a bracket`, start);
  }
  const index = parseExpression(scanner);
  scanner.space();
  scanner.expect(']', 'after an index');
  return index;
}

function parseArguments(scanner: Scanner): Expression[] {
  const args: Expression[] = [];
  scanner.space();
  if (scanner.take(')')) return args;
  do {
    args.push(parseExpression(scanner));
    scanner.space();
  } while (scanner.take(','));
  scanner.expect(')', "or ',' after an argument");
  return args;
}

function parseNumber(scanner: Scanner): Expression {
  const start = scanner.at;
  const digits = scanner.match(/\d+(?:\.\d+(?:[eE][+-]?\d+)?)?/y)!;
  const number = Number(digits);
  if (!Number.isFinite(number)) scanner.fail(`the number ${digits.slice(0, 20)}… is too large`, start);
  const decimal = digits.includes('.') && Number.isInteger(number);
  return { kind: 'literal', value: decimal ? new WholeDecimal(number) : number };
}

/** `'…'`: verbatim; a doubled quote stands for one. */
function parseSingleQuoted(scanner: Scanner): Expression {
  const start = scanner.at;
  const quoted = scanner.match(/'(?:[^']|'')*'/y);
  if (quoted === undefined) scanner.fail("the text is not closed: expected ' before the end of the template", start);
  return { kind: 'literal', value: quoted.slice(1, -1).replaceAll("''", "'") };
}

/** `"…"`: references inside are interpolated, directives are not; a doubled quote stands for one. */
function parseDoubleQuoted(scanner: Scanner): Expression {
  const start = scanner.at;
  const at = scanner.position();
  const pieces: (string | Reference)[] = [];
  let text = '';
  scanner.take('"');
  for (;;) {
    text += scanner.match(/[^"$\\]+/y) ?? '';
    if (scanner.ended) scanner.fail('the text is not closed: expected " before the end of the template', start);
    if (scanner.take('""')) text += '"';
    else if (scanner.take('"')) break;
    else if (scanner.looksAt('\\')) text += readEscape(scanner, startsReference);
    else if (startsReference(scanner.text, scanner.at)) {
      if (text) pieces.push(text);
      text = '';
      pieces.push(scanner.nested(() => parseReference(scanner)));
    } else {
      scanner.at += 1;
      text += '$';
    }
  }
  if (pieces.length === 0) return { kind: 'literal', value: text };
  if (text) pieces.push(text);
  return { kind: 'interpolation', at, pieces };
}
