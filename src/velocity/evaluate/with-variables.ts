import type { Value } from '../value.ts';
import type { Rendering } from './render/rendering.ts';

/** Runs `work` with some variables set, and gives them back what they held before. */
export function withVariables<T>(
  assigned: readonly (readonly [string, Value])[],
  { variables }: Rendering,
  work: () => T,
): T {
  const before = assigned.map(([name]) => [name, variables.get(name)] as const);
  for (const [name, value] of assigned) variables.set(name, value);
  const result = work();
  for (const [name, value] of before) {
    if (value === undefined) variables.delete(name);
    else variables.set(name, value);
  }
  return result;
}
