import { toNumber, type Value, type ValueType } from '../values/value.ts';

/** What calling a function by name means. `apply` never sees null: a null argument makes the result null. */
export interface FunctionDefinition {
  /** As shown in error messages, for example `power(a, b)`. */
  signature: string;
  /** Types taken at each of its one or two places; calls may leave out places from `required` on. */
  accepts: readonly (readonly ValueType[])[];
  required: number;
  /** Types the result can have, given the types the first argument can have. */
  returns(first: ReadonlySet<ValueType>): readonly ValueType[];
  apply(first: Value, second?: Value): Value;
}

export const NUMERIC: readonly ValueType[] = ['number', 'boolean'];

/** A function of one number; booleans count as 1 and 0, anything else gives null. */
export function ofNumber(signature: string, calculate: (x: number) => number): FunctionDefinition {
  return {
    signature,
    accepts: [NUMERIC],
    required: 1,
    returns: () => ['number'],
    apply: (first) => {
      const x = toNumber(first);
      return x === null ? null : calculate(x);
    },
  };
}

/** A function of two numbers, likewise. */
export function ofTwoNumbers(signature: string, calculate: (a: number, b: number) => number): FunctionDefinition {
  return {
    signature,
    accepts: [NUMERIC, NUMERIC],
    required: 2,
    returns: () => ['number'],
    apply: (first, second = null) => {
      const a = toNumber(first);
      const b = toNumber(second);
      return a === null || b === null ? null : calculate(a, b);
    },
  };
}
