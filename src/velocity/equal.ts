import type { Meter } from './meter.ts';
import { print } from './print.ts';
import { isList, numberIn, type Value } from './value.ts';

/** `==`: numbers by value, lists and maps item by item, and values of different types by their printed form. */
export function equal(left: Value, right: Value, meter: Meter): boolean {
  meter.step();
  if (left === right) return true;
  if (left === null || right === null) return false;
  const numbers = [numberIn(left), numberIn(right)];
  if (numbers.every((number) => number !== undefined)) return numbers[0] === numbers[1];
  if (isList(left) && isList(right)) {
    return left.length === right.length && meter.nested(() => left.every((item, i) => equal(item, right[i]!, meter)));
  }
  if (left instanceof Map && right instanceof Map) {
    if (left.size !== right.size) return false;
    return meter.nested(() => [...left].every(([key, item]) => right.has(key) && equal(item, right.get(key)!, meter)));
  }
  const texts = [print(left, meter), print(right, meter)] as const;
  meter.text(Math.min(texts[0].length, texts[1].length));
  return texts[0] === texts[1];
}
