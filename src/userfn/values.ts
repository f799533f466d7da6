import type { BinaryOperator } from './expression.ts';

/** A moment, in milliseconds since 1970-01-01T00:00Z. */
export class DateTime {
  readonly epochMillis: number;
  constructor(epochMillis: number) {
    this.epochMillis = epochMillis;
  }
}

/** A span of time, in milliseconds; may be negative or fractional. */
export class Duration {
  readonly millis: number;
  constructor(millis: number) {
    this.millis = millis;
  }
}

/** A list or an object that `get` found; it can be passed on, but has no operators besides `==` with itself. */
type JsonStructure = readonly unknown[] | Readonly<Record<string, unknown>>;

export type Value = number | string | boolean | null | DateTime | Duration | JsonStructure;

export type ValueType = 'number' | 'string' | 'boolean' | 'datetime' | 'duration' | 'json' | 'null';

export function typeOf(value: Value): ValueType {
  if (value === null) return 'null';
  if (value instanceof DateTime) return 'datetime';
  if (value instanceof Duration) return 'duration';
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value as ValueType;
    default:
      return 'json';
  }
}

/** Anything read from a JSON document; what JSON cannot hold is null. */
export function fromJson(json: unknown): Value {
  switch (typeof json) {
    case 'number':
    case 'string':
    case 'boolean':
      return json;
    case 'object':
      return json as JsonStructure | null;
    default:
      return null;
  }
}

/** A moment, or null where the milliseconds are not one. */
export function dateTime(epochMillis: number): DateTime | null {
  return Math.abs(epochMillis) <= 8.64e15 ? new DateTime(epochMillis) : null;
}

/** A span, or null where the milliseconds are not finite. */
export function duration(millis: number): Duration | null {
  return Number.isFinite(millis) ? new Duration(millis) : null;
}

/** Booleans count as 1 and 0 in arithmetic (docs/behaviour/user-functions.md, get); what is no number is null. */
export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : null;
}

type Operator = (left: Value, right: Value) => Value;

/**
 * What each operator makes of two values (docs/behaviour/user-functions.md, Operators and Results). Types that do not
 * go together, null among them, give null; `==` and `!=` alone always give a boolean. `&&` and `||` have three values,
 * as in metadata filters.
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

/** One value of each type: the checker learns from the operators themselves what they make of which types. */
export const SAMPLES: Readonly<Record<ValueType, Value>> = {
  number: 1,
  string: '',
  boolean: true,
  datetime: new DateTime(0),
  duration: new Duration(0),
  json: [],
  null: null,
};
