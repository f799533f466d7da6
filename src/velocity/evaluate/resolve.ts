import { callMethod, itemAt, readProperty } from '../methods/members.ts';
import type { Reference, Tail } from '../parse/ast.ts';
import type { Value } from '../value.ts';
import { evaluate } from './evaluate.ts';
import type { Rendering } from './render/rendering.ts';

/** The value of a reference; null when it, or anything on the way to it, is undefined. */
export function resolve(reference: Reference, rendering: Rendering): Value {
  let value = rendering.variables.get(reference.name) ?? null;
  for (const tail of reference.tails) {
    if (value === null) return null;
    rendering.meter.at = tail.at;
    rendering.meter.step();
    value = follow(value, tail, rendering);
  }
  return value;
}

function follow(value: Value, tail: Tail, rendering: Rendering): Value {
  const { meter } = rendering;
  if (tail.kind === 'property') return readProperty(value, tail.name, meter);
  if (tail.kind === 'index') return itemAt(value, evaluate(tail.index, rendering), meter);
  const args = tail.args.map((arg) => evaluate(arg, rendering));
  meter.at = tail.at;
  return callMethod(value, tail.name, args, meter);
}
