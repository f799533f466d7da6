import { type Expression, PRECEDENCE } from './expression.ts';

const UNARY = 7;
const CONDITIONAL = 0;

/** Writes an expression in the canonical spelling (reference corpora §9); reading it back gives the same expression. */
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
