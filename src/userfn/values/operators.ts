import type { BinaryOperator } from '../syntax/expression.ts';
import { DateTime, Duration, dateTime, duration, toNumber, type Value } from './value.ts';

type Operator = (left: Value, right: Value) => Value;

/**
 * What each operator makes of two values (reference corpora §9.2, §9.6). Types that do not go together, null among
 * them, give null; `==` and `!=` alone always give a boolean. `&&` and `||` have three values, as in metadata filters.
 */
export const OPERATORS: Readonly<Record<BinaryOperator, Operator>> = {
  '+': (left, right) => {
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    if (left instanceof Duration && right instanceof Duration) return duration(left.millis + right.millis);
    if (left instanceof DateTime && right instanceof Duration) return dateTime(left.epochMillis + right.millis);
    if (left instanceof Duration && right instanceof DateTime) return dateTime(left.millis + right.epochMillis);
    return onNumbers(left, right, (a, b) => a + b);
  },
  '-': (left, right) => {
    if (left instanceof DateTime && right instanceof DateTime) return duration(left.epochMillis - right.epochMillis);
    if (left instanceof DateTime && right instanceof Duration) return dateTime(left.epochMillis - right.millis);
    if (left instanceof Duration && right instanceof Duration) return duration(left.millis - right.millis);
    return onNumbers(left, right, (a, b) => a - b);
  },
  '*': (left, right) => {
    if (left instanceof Duration) return scale(left, right, (millis, factor) => millis * factor);
    if (right instanceof Duration) return scale(right, left, (millis, factor) => millis * factor);
    return onNumbers(left, right, (a, b) => a * b);
  },
  '/': (left, right) => {
    if (left instanceof Duration) return scale(left, right, (millis, divisor) => millis / divisor);
    return onNumbers(left, right, (a, b) => a / b);
  },
  '%': (left, right) => onNumbers(left, right, (a, b) => a % b),
  '==': equals,
  '!=': (left, right) => !equals(left, right),
  '<': (left, right) => ordered(left, right, (a, b) => a < b),
  '<=': (left, right) => ordered(left, right, (a, b) => a <= b),
  '>': (left, right) => ordered(left, right, (a, b) => a > b),
  '>=': (left, right) => ordered(left, right, (a, b) => a >= b),
  '&&': (left, right) => {
    if (left === false || right === false) return false;
    return left === true && right === true ? true : null;
  },
  '||': (left, right) => {
    if (left === true || right === true) return true;
    return left === false && right === false ? false : null;
  },
};

export function not(value: Value): Value {
  return typeof value === 'boolean' ? !value : null;
}

export function negate(value: Value): Value {
  if (value instanceof Duration) return new Duration(-value.millis);
  const number = toNumber(value);
  return number === null ? null : -number;
}

function onNumbers(left: Value, right: Value, calculate: (a: number, b: number) => number): Value {
  const a = toNumber(left);
  const b = toNumber(right);
  return a === null || b === null ? null : calculate(a, b);
}

function scale(span: Duration, by: Value, calculate: (millis: number, by: number) => number): Value {
  const number = toNumber(by);
  return number === null ? null : duration(calculate(span.millis, number));
}

function equals(left: Value, right: Value): boolean {
  if (left instanceof DateTime && right instanceof DateTime) return left.epochMillis === right.epochMillis;
  if (left instanceof Duration && right instanceof Duration) return left.millis === right.millis;
  return left === right;
}

function ordered(left: Value, right: Value, compare: <T extends number | string>(a: T, b: T) => boolean): Value {
  if (typeof left === 'number' && typeof right === 'number') return compare(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compare(left, right);
  if (left instanceof DateTime && right instanceof DateTime) return compare(left.epochMillis, right.epochMillis);
  if (left instanceof Duration && right instanceof Duration) return compare(left.millis, right.millis);
  return null;
}
