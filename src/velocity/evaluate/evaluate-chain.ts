import { equal } from '../equal.ts';
import { joined } from '../escaping.ts';
import type { Chain, Expression, Operator } from '../parse/ast.ts';
import { isText, type Value } from '../value.ts';
import { calculate, compare } from './arithmetic.ts';
import { evaluate } from './evaluate.ts';
import type { Rendering } from './render/rendering.ts';
import { textPiece } from './render/text-piece.ts';
import { truthy } from './truthy.ts';

interface Operand {
  readonly value: Value;
  /** Absent for the result of an operator before. */
  readonly from?: Expression;
}

export function evaluateChain({ first, rest }: Chain, rendering: Rendering): Value {
  let left: Operand = { value: evaluate(first, rendering), from: first };
  for (const { operator, operand, at } of rest) {
    if (operator === 'and' || operator === 'or') {
      const decided = truthy(left.value) === (operator === 'or');
      left = { value: decided ? operator === 'or' : truthy(evaluate(operand, rendering)) };
    } else {
      const right = { value: evaluate(operand, rendering), from: operand };
      rendering.meter.at = at;
      left = { value: apply(operator, left, right, rendering) };
    }
  }
  return left.value;
}

function apply(operator: Exclude<Operator, 'and' | 'or'>, left: Operand, right: Operand, rendering: Rendering): Value {
  switch (operator) {
    case 'eq':
      return equal(left.value, right.value, rendering.meter);
    case 'ne':
      return !equal(left.value, right.value, rendering.meter);
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compare(operator, left.value, right.value);
    case '+':
      if (isText(left.value) || isText(right.value)) return concatenate(left, right, rendering);
      return calculate(operator, left.value, right.value);
    default:
      return calculate(operator, left.value, right.value);
  }
}

function concatenate(left: Operand, right: Operand, rendering: Rendering): Value {
  const pieces = [left, right].map(({ value, from }) => textPiece(value, from, rendering));
  return joined(pieces, rendering.escaping, rendering.meter);
}
