import { compileExpression, type TestExpression } from './regular-expressions.ts';
import { shown } from './shown.ts';

export interface TextMatch {
  equals?: string;
  contains?: string;
  regex?: string;
  ignore_case?: boolean;
}

/** A condition on a text, made once for many requests. */
export interface TextCondition {
  /** In words that follow a noun: `contains "honey"`; empty for a condition that everything fulfils. */
  wanted: string;
  /** Whether one of the texts fulfils it; undefined when that takes too long to find out. */
  holdsForAny(texts: readonly string[]): boolean | undefined;
}

/** The regular expression in it must be a valid one. */
export function textCondition(match: TextMatch, test: TestExpression): TextCondition {
  const { equals, contains, regex, ignore_case: ignoreCase = false } = match;
  const folded = (text: string) => (ignoreCase ? text.toLowerCase() : text);
  const expression = regex === undefined ? undefined : compileExpression(regex, ignoreCase);
  const wanted = [
    ...(equals === undefined ? [] : [`is ${shown(equals)}`]),
    ...(contains === undefined ? [] : [`contains ${shown(contains)}`]),
    ...(expression ? [`matches ${shown(String(expression), false)}`] : []),
  ];
  const isLike = (text: string) =>
    (equals === undefined || folded(text) === folded(equals)) &&
    (contains === undefined || folded(text).includes(folded(contains)));
  return {
    wanted: wanted.join(' and '),
    holdsForAny(texts) {
      const candidates = texts.filter(isLike);
      if (!expression || candidates.length === 0) return candidates.length > 0;
      return test(expression, candidates)?.some(Boolean);
    },
  };
}
