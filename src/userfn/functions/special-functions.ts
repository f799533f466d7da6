import type { Call, Expression } from '../syntax/expression.ts';
import { parseJsonPath, readJsonPath } from '../syntax/json-path.ts';
import { compileDatePattern } from '../values/date-pattern.ts';
import { type DateTime, fromJson, type Value, type ValueType } from '../values/value.ts';

/** What an expression is evaluated against. */
export interface Scope {
  root: unknown;
  now: DateTime;
}

export type Evaluate = (scope: Scope) => Value;

/** A function that needs the scope, or a literal argument that is read once when compiling. */
export interface SpecialFunction {
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
      const steps = parseJsonPath(path);
      return typeof steps === 'string' ? steps : undefined;
    },
    compile: ({ args }, [, otherwise]) => {
      const path = parseJsonPath(literalText(args[0])!);
      if (typeof path === 'string') throw new TypeError(path);
      return (scope) => {
        const found = readJsonPath(scope.root, path);
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

function literalText(expression: Expression | undefined): string | undefined {
  return expression?.type === 'literal' && typeof expression.value === 'string' ? expression.value : undefined;
}
