import { FUNCTIONS } from './functions/function-table.ts';
import { type Evaluate, SPECIAL_FUNCTIONS } from './functions/special-functions.ts';
import type { Binary, Call, Expression } from './syntax/expression.ts';
import { negate, not, OPERATORS } from './values/operators.ts';

/** Turns a checked expression into a closure, so that nothing is looked up again for each evaluation. */
export function compile(expression: Expression): Evaluate {
  switch (expression.type) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'unary': {
      const operand = compile(expression.operand);
      const apply = expression.operator === '!' ? not : negate;
      return (scope) => apply(operand(scope));
    }
    case 'binary':
      return compileBinary(expression);
    case 'if': {
      const condition = compile(expression.condition);
      const consequent = compile(expression.consequent);
      const alternate = compile(expression.alternate);
      return (scope) => (condition(scope) === true ? consequent(scope) : alternate(scope));
    }
    case 'call':
      return compileCall(expression);
  }
}

function compileBinary({ operator, left: leftNode, right: rightNode }: Binary): Evaluate {
  const left = compile(leftNode);
  const right = compile(rightNode);
  const apply = OPERATORS[operator];
  return (scope) => apply(left(scope), right(scope));
}

function compileCall(call: Call): Evaluate {
  const args = call.args.map(compile);
  if (Object.hasOwn(SPECIAL_FUNCTIONS, call.name)) return SPECIAL_FUNCTIONS[call.name]!.compile(call, args);
  const { apply } = FUNCTIONS[call.name]!;
  const [first, second] = args;
  if (!second) {
    return (scope) => {
      const value = first!(scope);
      return value === null ? null : apply(value);
    };
  }
  return (scope) => {
    const value = first!(scope);
    const other = second(scope);
    return value === null || other === null ? null : apply(value, other);
  };
}
