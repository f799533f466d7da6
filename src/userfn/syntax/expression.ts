export type UnaryOperator = '!' | '-';
export type BinaryOperator = '*' | '/' | '%' | '+' | '-' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||';

export interface Literal {
  type: 'literal';
  value: number | string | boolean | null;
  at: number;
}

export interface Unary {
  type: 'unary';
  operator: UnaryOperator;
  operand: Expression;
  at: number;
}

/** `at` is the place of the operator. */
export interface Binary {
  type: 'binary';
  operator: BinaryOperator;
  left: Expression;
  right: Expression;
  at: number;
}

/** All four written forms of `if` are this one. */
export interface Conditional {
  type: 'if';
  condition: Expression;
  consequent: Expression;
  alternate: Expression;
  at: number;
}

export interface Call {
  type: 'call';
  name: string;
  args: Expression[];
  at: number;
}

/** A parsed user function. `at` is the offset in the text, for error messages. */
export type Expression = Literal | Unary | Binary | Conditional | Call;

/** Higher binds tighter; every operator groups to the left (reference corpora §9.2). */
export const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

export function isBinaryOperator(symbol: string): symbol is BinaryOperator {
  return Object.hasOwn(PRECEDENCE, symbol);
}
