import type { Meter } from '../meter.ts';
import { numberIn, type Value } from '../value.ts';

/** A method of a built-in type; undefined when it does not take these arguments. */
export type Method<Target> = (target: Target, args: readonly Value[], meter: Meter) => Value | undefined;

/** A `Map`, so that `constructor` is a name like any other. */
export const methodTable = <Target>(methods: Record<string, Method<Target>>): ReadonlyMap<string, Method<Target>> =>
  new Map(Object.entries(methods));

export function wholeNumber(value: Value | undefined): number | undefined {
  const number = numberIn(value);
  return Number.isInteger(number) ? number : undefined;
}
