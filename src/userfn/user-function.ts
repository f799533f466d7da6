// The user-function language (reference corpora §9): reranking, step transitions, verification and alias rules share it.
import { check } from './check.ts';
import { compile } from './compile.ts';
import { type KneeParameters, readKnee } from './knee.ts';
import { parse } from './syntax/parse.ts';
import { UserFunctionError } from './user-function-error.ts';
import { DateTime, type Value, type ValueType } from './values/value.ts';

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
