/** The names of Vectara's operations where somebody writes one: a rule, a filter, an assertion. */
import { didYouMean } from '../basics/suggest.ts';
import { CONTRACT_ROWS } from './operation.ts';

export const OPERATION_NAMES: readonly string[] = Object.keys(CONTRACT_ROWS);

/** What is wrong with a name that no operation has; undefined when nothing is. */
export const operationError = (name: string): string | undefined =>
  OPERATION_NAMES.includes(name)
    ? undefined
    : `"${name}" is not the operationId of an operation of Vectara's.${didYouMean(name, OPERATION_NAMES)}`;
