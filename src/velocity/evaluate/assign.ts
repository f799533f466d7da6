import type { SetDirective, Tail } from '../parse/ast.ts';
import { print } from '../print.ts';
import { isList, numberIn, type Value } from '../value.ts';
import { evaluate } from './evaluate.ts';
import type { Rendering } from './render/rendering.ts';
import { resolve } from './resolve.ts';

/**
 * `#set`: a variable, or an entry of a map or list. Setting into null or into what has no entries does nothing, as in
 * Velocity. Values the caller passed in are read-only, because they live longer than the rendering.
 */
export function assign({ target, value, at }: SetDirective, rendering: Rendering) {
  const assigned = evaluate(value, rendering);
  const last = target.tails.at(-1);
  if (!last) {
    rendering.variables.set(target.name, assigned);
    return;
  }
  const owner = resolve({ ...target, tails: target.tails.slice(0, -1) }, rendering);
  if (!isList(owner) && !(owner instanceof Map)) return;
  const key = keyOf(last, rendering);
  rendering.meter.at = at;
  if (!rendering.own.has(owner)) {
    rendering.meter.fail(`${target.source} belongs to a value passed in and cannot be set: expected one of your own`);
  }
  if (owner instanceof Map) owner.set(print(key, rendering.meter), assigned);
  else setItem(owner as Value[], numberIn(key), assigned);
}

function keyOf(tail: Tail, rendering: Rendering): Value {
  return tail.kind === 'index' ? evaluate(tail.index, rendering) : tail.name;
}

function setItem(list: Value[], index: number | undefined, value: Value) {
  if (index !== undefined && Number.isInteger(index) && index >= 0 && index < list.length) list[index] = value;
}
