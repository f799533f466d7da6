/**
 * Tokens → syntax tree, one function per level of the precedence table (docs/behaviour/filters.md, Operators and
 * Grammar).
 */
import { type Position, syntaxError } from '../filter-error.ts';
import type { FilterNames, PlacedReference } from '../filter-names.ts';
import type { ArithmeticOperator, ComparisonOperator, FilterNode, FilterSyntax, LiteralValue } from './filter-nodes.ts';
import { lexFilter, type Token } from './lex-filter.ts';

export interface ParsedFilter {
  root: FilterNode;
  /** All references in the order they are written. */
  references: PlacedReference[];
}

/** SQLite refuses expressions deeper than 1000; every level here becomes at most a few there. */
const maxDepth = 100;
const constants = new Map([
  ['TRUE', true],
  ['FALSE', false],
  ['NULL', null],
]);
const largestInteger = 2n ** 63n - 1n;

/** Throws FilterError for anything outside the grammar, deeper than 100 levels, or with a number out of range. */
export function parseFilter(text: string, names: FilterNames): ParsedFilter {
  const tokens = lexFilter(text, names);
  const references: PlacedReference[] = [];
  let next = 0;
  let nesting = 0;

  const peek = () => tokens[next]!;
  const isSymbol = (symbol: string, ahead = 0) => {
    const token = tokens[next + ahead];
    return token?.kind === 'symbol' && token.symbol === symbol;
  };
  /** The token if it is one of these symbols, read. */
  const accept = <S extends string>(...symbols: S[]): { at: Position; symbol: S } | undefined => {
    const symbol = symbols.find((candidate) => isSymbol(candidate));
    return symbol && { at: tokens[next++]!.at, symbol };
  };
  const expect = (symbol: string) => {
    const read = accept(symbol);
    if (!read) throw unexpected(peek(), `; ${symbol} was expected`);
    return read;
  };

  const node = (at: Position, syntax: FilterSyntax): FilterNode => {
    const depth = 1 + Math.max(0, ...childrenOf(syntax).map((child) => child.depth));
    if (depth > maxDepth) throw tooDeep(at);
    return { ...syntax, at, depth };
  };
  const nested = <T>(at: Position, read: () => T): T => {
    if (++nesting > maxDepth) throw tooDeep(at);
    const result = read();
    nesting--;
    return result;
  };

  function either(kind: 'or' | 'and', symbol: string, operand: () => FilterNode): FilterNode {
    const first = operand();
    const operator = peek();
    const operands = [first];
    while (accept(symbol)) operands.push(operand());
    return operands.length === 1 ? first : node(operator.at, { kind, operands });
  }
  function leftToRight<S extends string>(
    operators: S[],
    operand: () => FilterNode,
    combine: (operator: S, left: FilterNode, right: FilterNode) => FilterSyntax,
  ): FilterNode {
    let left = operand();
    for (let read = accept(...operators); read; read = accept(...operators)) {
      left = node(read.at, combine(read.symbol, left, operand()));
    }
    return left;
  }

  const or = (): FilterNode => either('or', 'OR', and);
  const and = () => either('and', 'AND', not);
  function not(): FilterNode {
    const read = accept('NOT');
    return read ? node(read.at, { kind: 'not', operand: nested(read.at, not) }) : membership();
  }
  function membership(): FilterNode {
    const operand = nullness();
    const isNegatable = isSymbol('IN', 1) || isSymbol('LIKE', 1);
    const negated = isSymbol('NOT') && isNegatable && accept('NOT') !== undefined;
    const like = accept('LIKE');
    if (like) return node(like.at, { kind: 'like', operand, pattern: nullness(), negated });
    const read = accept('IN');
    if (!read) return operand;
    if (peek().kind === 'reference') {
      const list = primary() as FilterNode & { kind: 'reference' };
      return node(read.at, { kind: 'in reference', operand, list, negated });
    }
    if (!isSymbol('(')) throw unexpected(peek(), '; IN needs a list in brackets or a list attribute');
    const values = nested(expect('(').at, () => {
      const list = [or()];
      while (accept(',')) list.push(or());
      return list;
    });
    expect(')');
    return node(read.at, { kind: 'in values', operand, values, negated });
  }
  function nullness(): FilterNode {
    const operand = equality();
    const read = accept('IS');
    if (!read) return operand;
    const negated = accept('NOT') !== undefined;
    expect('NULL');
    return node(read.at, { kind: 'is null', operand, negated });
  }
  const equality = () => leftToRight(['=', '<>'], ordering, comparison);
  const ordering = () => leftToRight(['<', '<=', '>', '>='], sum, comparison);
  const sum = () => leftToRight(['+', '-'], product, arithmetic);
  const product = () => leftToRight(['*', '/', '%'], signed, arithmetic);
  function signed(): FilterNode {
    const read = accept('+', '-');
    if (!read) return primary();
    const number = peek();
    if (number.kind === 'number') {
      next++;
      return node(number.at, { kind: 'literal', value: numberValue(number, read.symbol) });
    }
    return node(read.at, { kind: 'sign', operator: read.symbol, operand: nested(read.at, signed) });
  }
  function primary(): FilterNode {
    const token = tokens[next++]!;
    const literal = (value: LiteralValue) => node(token.at, { kind: 'literal', value });
    if (token.kind === 'number') return literal(numberValue(token, '+'));
    if (token.kind === 'text') return literal(token.value);
    if (token.kind === 'reference') {
      references.push({ at: token.at, reference: token.reference });
      return node(token.at, { kind: 'reference', reference: token.reference });
    }
    if (token.kind === 'name') throw bareName(token, isSymbol('('));
    if (token.kind === 'symbol' && token.symbol === '(') {
      const inner = nested(token.at, or);
      expect(')');
      return inner;
    }
    const constant = token.kind === 'symbol' ? constants.get(token.symbol) : undefined;
    if (constant === undefined) throw unexpected(token, '; a value was expected');
    return literal(constant);
  }

  const root = or();
  if (peek().kind !== 'end') throw unexpected(peek(), '');
  return { root, references };
}

function comparison(operator: ComparisonOperator, left: FilterNode, right: FilterNode): FilterSyntax {
  return { kind: 'comparison', operator, left, right };
}

function arithmetic(operator: ArithmeticOperator, left: FilterNode, right: FilterNode): FilterSyntax {
  return { kind: 'arithmetic', operator, left, right };
}

function childrenOf(syntax: FilterSyntax): FilterNode[] {
  if ('operands' in syntax) return syntax.operands;
  if ('left' in syntax) return [syntax.left, syntax.right];
  if ('pattern' in syntax) return [syntax.operand, syntax.pattern];
  if ('operand' in syntax) return [syntax.operand, ...('values' in syntax ? syntax.values : [])];
  return [];
}

function numberValue({ at, text }: Token, sign: '+' | '-'): number | bigint {
  if (text.includes('.')) {
    const real = Number(sign + text);
    if (!Number.isFinite(real)) throw syntaxError(at, 'the number is too large');
    return real;
  }
  const value = BigInt(text);
  if (value > largestInteger + (sign === '-' ? 1n : 0n)) {
    throw syntaxError(at, `${text} does not fit into a 64-bit integer; with a decimal point it is a real number`);
  }
  return sign === '-' ? -value : value;
}

function bareName({ at, text }: Token, called: boolean): Error {
  if (called) return syntaxError(at, `${text} is a function, and filters have no functions`);
  if (/^(doc|part)$/i.test(text)) return syntaxError(at, `${text} must be followed by a name: ${text}.<name>`);
  return syntaxError(at, `${text} must be referenced as doc.${text} or part.${text}`);
}

function unexpected({ at, text, kind }: Token, hint: string): Error {
  const foreign = kind === 'name' && /^(like|ilike|between|case|cast|contains|matches)$/i.test(text);
  return syntaxError(at, `unexpected ${text}${foreign ? ', which is not an operator of filters' : hint}`);
}

function tooDeep(at: Position): Error {
  return syntaxError(at, `the expression is more than ${maxDepth} operators or brackets deep`);
}
