import { check } from './check.ts';
import { type Binary, type Call, type Expression, UserFunctionError } from './expression.ts';
import { type Evaluate, FUNCTIONS, SPECIAL_FUNCTIONS } from './functions.ts';
import { type KneeParameters, readKnee } from './knee.ts';
import { parse } from './parse.ts';
import { DateTime, negate, not, OPERATORS, type Value, type ValueType } from './values.ts';

// The user-function language (docs/behaviour/user-functions.md, Where they are used): reranking, step transitions, verification and alias rules share it.

export interface UserFunction {
  readonly text: string;
  /** Set when the whole text is `knee(…)`, which ranks a list of scores and cannot be evaluated by itself. */
  readonly knee?: KneeParameters;
  /** The types a result can have besides null, so that a caller can refuse a function that never gives what it needs. */
  readonly resultTypes: ReadonlySet<ValueType>;
  /**
   * The value for one JSON-like `root`, which the paths call `$`. Never throws, except for `knee`: what cannot be
   * computed is null; numbers may be NaN or infinite.
   */
  evaluate(root: unknown, now: Date): Value;
}

/** Reads and checks a user function once, for many evaluations. Throws UserFunctionError. */
export function compileUserFunction(text: string): UserFunction {
  const expression = parse(text);
  if (expression.type === 'call' && expression.name === 'knee') {
    const refuse = () => {
      throw new UserFunctionError(text, expression.at, 'knee can only be used to rerank a list of results.');
    };
    return { text, knee: readKnee(text, expression), resultTypes: new Set(), evaluate: refuse };
  }
  const resultTypes = check(text, expression);
  const run = compile(expression);
  return { text, resultTypes, evaluate: (root, now) => run({ root, now: new DateTime(now.getTime()) }) };
}

/** Turns a checked expression into a closure, so that nothing is looked up again for each evaluation. */
function compile(expression: Expression): Evaluate {
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
