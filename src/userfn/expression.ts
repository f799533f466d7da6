export type UnaryOperator = '!' | '-';
export type BinaryOperator = '*' | '/' | '%' | '+' | '-' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||';

interface Literal {
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
interface Conditional {
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

/** Higher binds tighter; every operator groups to the left (docs/behaviour/user-functions.md, Operators). */
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

const UNARY = 7;
const CONDITIONAL = 0;

/**
 * Writes an expression in the canonical spelling (docs/behaviour/user-functions.md, Where they are used); reading it
 * back gives the same expression.
 */
export function printUserFunction(expression: Expression): string {
  switch (expression.type) {
    case 'literal':
      return typeof expression.value === 'string'
        ? `'${expression.value.replaceAll("'", "''")}'`
        : String(expression.value);
    case 'unary':
      return expression.operator + operand(expression.operand, UNARY);
    case 'binary': {
      const precedence = PRECEDENCE[expression.operator];
      const left = operand(expression.left, precedence);
      const right = operand(expression.right, precedence + 1);
      return `${left} ${expression.operator} ${right}`;
    }
    case 'if': {
      const [condition, consequent, alternate] = [
        expression.condition,
        expression.consequent,
        expression.alternate,
      ].map(printUserFunction);
      return `if (${condition}) ${consequent} else ${alternate}`;
    }
    case 'call':
      return `${expression.name}(${expression.args.map(printUserFunction).join(', ')})`;
  }
}

function operand(expression: Expression, minimum: number): string {
  const printed = printUserFunction(expression);
  return precedenceOf(expression) < minimum ? `(${printed})` : printed;
}

function precedenceOf(expression: Expression): number {
  if (expression.type === 'if') return CONDITIONAL;
  if (expression.type === 'binary') return PRECEDENCE[expression.operator];
  return UNARY;
}

/**
 * What is wrong with a user function, and where. `line` and `column` start at 1, columns count UTF-16 units;
 * `suggestions` are names the author may have meant, nearest first. The message repeats all of it.
 */
export class UserFunctionError extends Error {
  readonly line: number;
  readonly column: number;
  readonly suggestions: readonly string[];

  /** `at` is an offset into `text`, `problem` a sentence without place or suggestions. */
  constructor(text: string, at: number, problem: string, suggestions: readonly string[] = []) {
    const before = text.slice(0, at).split('\n');
    const line = before.length;
    const column = before[line - 1]!.length + 1;
    const hint = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : '';
    super(`Line ${line}, column ${column}: ${problem}${hint}`);
    this.name = 'UserFunctionError';
    this.line = line;
    this.column = column;
    this.suggestions = suggestions;
  }
}
