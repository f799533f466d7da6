import { createContext, Script } from 'node:vm';
import { invalidField } from '../../errors.ts';

const BUDGET_MS = 250;

interface Named {
  name: string;
  description?: string;
}

/**
 * The `filter` of list operations: a regular expression over name and description, unanchored and case-insensitive
 * (reference §1.6). It runs under a time limit, since an expression that backtracks for ever is one request away.
 */
export function filterByName<T extends Named>(
  records: readonly T[],
  filter: string | undefined,
  textsOf: (record: T) => string[] = ({ name, description = '' }) => [name, description],
): T[] {
  if (filter === undefined || filter === '') return [...records];
  const expression = compile(filter);
  try {
    const context = createContext({ expression, texts: records.map(textsOf) });
    const matches: boolean[] = MATCH.runInContext(context, { timeout: BUDGET_MS });
    return records.filter((_, index) => matches[index]);
  } catch {
    throw invalidField('query.filter', `takes too long to match; simplify the regular expression.`);
  }
}

const MATCH = new Script('texts.map((own) => own.some((text) => expression.test(text)))');

function compile(filter: string): RegExp {
  try {
    return new RegExp(filter, 'i');
  } catch (error) {
    throw invalidField('query.filter', `is not a regular expression: ${(error as Error).message}.`);
  }
}
