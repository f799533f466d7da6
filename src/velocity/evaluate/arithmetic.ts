import type { Operator } from '../parse/ast.ts';
import { isText, numberIn, scalarText, type Value, WholeDecimal } from '../value.ts';

export type Arithmetic = Extract<Operator, '+' | '-' | '*' | '/' | '%'>;
export type Comparison = Extract<Operator, 'lt' | 'le' | 'gt' | 'ge'>;

const operations: Record<Arithmetic, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

/** Java's rules: integers stay integers (`-7 / 2` is -3). Null when an operand is no number, or on division by zero. */
export function calculate(operator: Arithmetic, left: Value, right: Value): Value {
  const a = numberIn(left);
  const b = numberIn(right);
  if (a === undefined || b === undefined) return null;
  const result = operations[operator](a, b);
  if (!Number.isFinite(result)) return null;
  if (isInteger(left) && isInteger(right)) return Math.trunc(result);
  return Number.isInteger(result) ? new WholeDecimal(result) : result;
}

const isInteger = (value: Value) => typeof value === 'number' && Number.isInteger(value);

const comparisons: Record<Comparison, <T extends number | string>(left: T, right: T) => boolean> = {
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
};

/** Numbers with numbers, texts with texts; anything else does not compare and is false. */
export function compare(operator: Comparison, left: Value, right: Value): boolean {
  const holds = comparisons[operator];
  if (isText(left) && isText(right)) return holds(scalarText(left)!, scalarText(right)!);
  const a = numberIn(left);
  const b = numberIn(right);
  return a !== undefined && b !== undefined && holds(a, b);
}
