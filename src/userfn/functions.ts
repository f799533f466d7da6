import { parseJsonPath, valueAt } from '../basics/json-path.ts';
import { compileDatePattern, parseIsoDateTime } from './dates.ts';
import type { Call, Expression } from './expression.ts';
import { DateTime, Duration, duration, fromJson, toNumber, type Value, type ValueType } from './values.ts';

/** What calling a function by name means. `apply` never sees null: a null argument makes the result null. */
interface FunctionDefinition {
  /** As shown in error messages, for example `power(a, b)`. */
  signature: string;
  /** Types taken at each of its one or two places; calls may leave out places from `required` on. */
  accepts: readonly (readonly ValueType[])[];
  required: number;
  /** Types the result can have, given the types the first argument can have. */
  returns(first: ReadonlySet<ValueType>): readonly ValueType[];
  apply(first: Value, second?: Value): Value;
}

const NUMERIC: readonly ValueType[] = ['number', 'boolean'];

/** A function of one number; booleans count as 1 and 0, anything else gives null. */
function ofNumber(signature: string, calculate: (x: number) => number): FunctionDefinition {
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
function ofTwoNumbers(signature: string, calculate: (a: number, b: number) => number): FunctionDefinition {
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

const logarithm = ofTwoNumbers('log(base, x)', (base, x) => {
  if (base === 10) return Math.log10(x);
  return base === 2 ? Math.log2(x) : Math.log(x) / Math.log(base);
});

const naturalLogarithm = ofNumber('ln(x)', Math.log);

/**
 * docs/behaviour/user-functions.md, Functions, groups math and trigonometry. Angles are radians, degrees where the name
 * ends in d.
 */
const MATH_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  abs: ofNumber('abs(x)', Math.abs),
  power: ofTwoNumbers('power(a, b)', Math.pow),
  min: ofTwoNumbers('min(a, b)', Math.min),
  max: ofTwoNumbers('max(a, b)', Math.max),
  sqrt: ofNumber('sqrt(x)', Math.sqrt),
  trunc: ofNumber('trunc(x)', Math.trunc),
  sign: ofNumber('sign(x)', Math.sign),
  radians: ofNumber('radians(degrees)', toRadians),
  degrees: ofNumber('degrees(radians)', (x) => (x / Math.PI) * 180),
  /** With one argument the natural logarithm, as samples use it. */
  log: {
    ...logarithm,
    required: 1,
    apply: (first, second) => (second === undefined ? naturalLogarithm : logarithm).apply(first, second),
  },
  ln: naturalLogarithm,
  log10: ofNumber('log10(x)', Math.log10),
  sin: ofNumber('sin(x)', Math.sin),
  cos: ofNumber('cos(x)', Math.cos),
  tan: ofNumber('tan(x)', Math.tan),
  sind: ofNumber('sind(x)', (x) => Math.sin(toRadians(x))),
  cosd: ofNumber('cosd(x)', (x) => Math.cos(toRadians(x))),
  tand: ofNumber('tand(x)', (x) => Math.tan(toRadians(x))),
};

function toRadians(degrees: number): number {
  return (degrees / 180) * Math.PI;
}

/** docs/behaviour/user-functions.md, Functions, groups time and duration. */
const TIME_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  iso_datetime_parse: {
    signature: 'iso_datetime_parse(text)',
    accepts: [['string']],
    required: 1,
    returns: () => ['datetime'],
    apply: (text) => (typeof text === 'string' ? parseIsoDateTime(text) : null),
  },
  to_unix_timestamp: {
    signature: 'to_unix_timestamp(datetime)',
    accepts: [['datetime']],
    required: 1,
    returns: () => ['number'],
    apply: (moment) => (moment instanceof DateTime ? Math.floor(moment.epochMillis / 1000) : null),
  },
  seconds: inUnit('seconds', 1_000),
  minutes: inUnit('minutes', 60_000),
  hours: inUnit('hours', 3_600_000),
  as_days: {
    signature: 'as_days(duration)',
    accepts: [['duration']],
    required: 1,
    returns: () => ['number'],
    apply: (span) => (span instanceof Duration ? span.millis / 86_400_000 : null),
  },
};

/** Turns a number into a duration and a duration into a number. */
function inUnit(name: string, millis: number): FunctionDefinition {
  return {
    signature: `${name}(number or duration)`,
    accepts: [[...NUMERIC, 'duration']],
    required: 1,
    returns: (first) => [
      ...(NUMERIC.some((type) => first.has(type)) ? (['duration'] as const) : []),
      ...(first.has('duration') ? (['number'] as const) : []),
    ],
    apply: (value) => {
      if (value instanceof Duration) return value.millis / millis;
      const number = toNumber(value);
      return number === null ? null : duration(number * millis);
    },
  };
}

/** What an expression is evaluated against. */
interface Scope {
  root: unknown;
  now: DateTime;
}

export type Evaluate = (scope: Scope) => Value;

/** A function that needs the scope, or a literal argument that is read once when compiling. */
interface SpecialFunction {
  signature: string;
  least: number;
  most: number;
  /** Which argument is a literal read when compiling. */
  literal?: number;
  /** A sentence saying what is wrong with the literal argument, if anything. */
  findFault(args: readonly Expression[]): string | undefined;
  /** Only for calls in which `findFault` found nothing; `compiled` are the arguments. */
  compile(call: Call, compiled: readonly Evaluate[]): Evaluate;
  returns(args: readonly ReadonlySet<ValueType>[]): readonly ValueType[];
}

export const SPECIAL_FUNCTIONS: Readonly<Record<string, SpecialFunction>> = {
  now: {
    signature: 'now()',
    least: 0,
    most: 0,
    findFault: () => undefined,
    compile: () => (scope) => scope.now,
    returns: () => ['datetime'],
  },
  get: {
    signature: "get('$.path', default)",
    least: 1,
    most: 2,
    literal: 0,
    findFault: (args) => {
      const path = literalText(args[0]);
      if (path === undefined) return "The path of get must be a text in quotes: get('$.score').";
      if (!path.startsWith('$')) return `The path '${path}' must start with $, for example '$.score'.`;
      const { rest } = parseJsonPath(path, { definite: true });
      if (rest === '') return undefined;
      return `The path '${path}' is not understood at '${rest}'. Paths are made of $, .name, ['name'] and [0].`;
    },
    compile: ({ args }, [, otherwise]) => {
      const { path } = parseJsonPath(literalText(args[0])!, { definite: true });
      return (scope) => {
        const found = valueAt(path, scope.root);
        return found === undefined && otherwise ? otherwise(scope) : fromJson(found);
      };
    },
    returns: ([, otherwise]) => ['number', 'string', 'boolean', 'json', ...(otherwise ?? [])],
  },
  datetime_parse: {
    signature: "datetime_parse(text, 'yyyy-MM-dd')",
    least: 2,
    most: 2,
    literal: 1,
    findFault: (args) => {
      const pattern = literalText(args[1]);
      if (pattern === undefined) return "The pattern of datetime_parse must be a text in quotes, such as 'yyyy-MM-dd'.";
      const reader = compileDatePattern(pattern);
      return typeof reader === 'string' ? reader : undefined;
    },
    compile: ({ args }, [text]) => {
      const read = compileDatePattern(literalText(args[1])!);
      if (typeof read === 'string') throw new TypeError(read);
      return (scope) => {
        const value = text!(scope);
        return typeof value === 'string' ? read(value) : null;
      };
    },
    returns: () => ['datetime'],
  },
};

export const FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = { ...MATH_FUNCTIONS, ...TIME_FUNCTIONS };

export const FUNCTION_NAMES: readonly string[] = [
  ...Object.keys(FUNCTIONS),
  ...Object.keys(SPECIAL_FUNCTIONS),
  'knee',
].sort();

function literalText(expression: Expression | undefined): string | undefined {
  return expression?.type === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
}
