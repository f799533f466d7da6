import type { FunctionDefinition } from './function-definition.ts';
import { MATH_FUNCTIONS } from './math-functions.ts';
import { SPECIAL_FUNCTIONS } from './special-functions.ts';
import { TIME_FUNCTIONS } from './time-functions.ts';

export const FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = { ...MATH_FUNCTIONS, ...TIME_FUNCTIONS };

export const FUNCTION_NAMES: readonly string[] = [
  ...Object.keys(FUNCTIONS),
  ...Object.keys(SPECIAL_FUNCTIONS),
  'knee',
].sort();
