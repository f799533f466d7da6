import { createContext, Script } from 'node:vm';

/** Milliseconds for all texts together: an expression that backtracks for ever is one script away. */
const BUDGET_MS = 250;

/** Which of the texts an expression matches; undefined when it takes too long. */
export type TestExpression = (expression: RegExp, texts: readonly string[]) => boolean[] | undefined;

const TEST = new Script('texts.map((text) => expression.test(text))');

/** A matcher under a time limit. The context is kept, since making one takes longer than most matches. */
export function createExpressionTester(): TestExpression {
  let context: { expression?: RegExp; texts?: readonly string[] } | undefined;
  return (expression, texts) => {
    context ??= createContext({});
    Object.assign(context, { expression, texts });
    try {
      return TEST.runInContext(context, { timeout: BUDGET_MS });
    } catch {
      return undefined;
    }
  };
}

/** Throws SyntaxError. */
export const compileExpression = (source: string, ignoreCase: boolean): RegExp =>
  new RegExp(source, ignoreCase ? 'i' : '');
