import type { Chain, Expression, Operator } from './ast.ts';
import { parseDoubleQuoted, parseNumber, parseSingleQuoted } from './parse-literal.ts';
import { parseReference, startsReference } from './parse-reference.ts';
import type { Scanner } from './scan/scanner.ts';

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

/** Reads one expression of reference §4.5, leading space included. */
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
