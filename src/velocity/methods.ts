import { print } from './escaping.ts';
import { equal } from './evaluate.ts';
import type { Meter } from './meter.ts';
import { methodTable, stringMethods } from './string-methods.ts';
import {
  capitalised,
  EscapedText,
  isList,
  isText,
  scalarText,
  TemplateObject,
  type Value,
  WholeDecimal,
  wholeNumber,
} from './value.ts';

// The only way from a template to what a value offers: tables of methods, never the JavaScript object behind it.

/**
 * The answer of a method; null when the value has no such method for these arguments (docs/behaviour/prompts.md,
 * Velocity).
 */
export function callMethod(target: Value, name: string, args: readonly Value[], meter: Meter): Value {
  if (isText(target)) {
    const text = scalarText(target)!;
    meter.text(text.length);
    return stringMethods.get(name)?.(text, args, meter) ?? null;
  }
  if (isList(target)) return listMethods.get(name)?.(target, args, meter) ?? null;
  if (target instanceof Map) return mapMethods.get(name)?.(target, args, meter) ?? null;
  if (!(target instanceof TemplateObject)) return null;
  const answer = target.methods.get(name)?.(...args.map(bare)) ?? null;
  if (isText(answer)) meter.text(scalarText(answer)!.length);
  return answer;
}

/**
 * `.p`: the map key or property `p`, else the answer of `getP()`, `isP()` or `p()` (docs/behaviour/prompts.md,
 * Velocity).
 */
export function readProperty(target: Value, name: string, meter: Meter): Value {
  const entries = target instanceof TemplateObject ? target.properties : target;
  if (entries instanceof Map && entries.has(name)) return entries.get(name) ?? null;
  const methods = methodsOf(target);
  const getter = [`get${capitalised(name)}`, `is${capitalised(name)}`, name].find((method) => methods?.has(method));
  return getter === undefined ? null : callMethod(target, getter, [], meter);
}

/** `[k]`: an item of a list (a negative index counts from the end), an entry of a map, or the answer of `get(k)`. */
export function itemAt(target: Value, key: Value, meter: Meter): Value {
  if (isList(target)) {
    const index = wholeNumber(key);
    return index === undefined ? null : (target.at(index) ?? null);
  }
  if (target instanceof Map) return target.get(print(key, meter)) ?? null;
  return target instanceof TemplateObject ? callMethod(target, 'get', [key], meter) : null;
}

function methodsOf(target: Value): ReadonlyMap<string, unknown> | undefined {
  if (target instanceof TemplateObject) return target.methods;
  if (isText(target)) return stringMethods;
  if (isList(target)) return listMethods;
  return target instanceof Map ? mapMethods : undefined;
}

function bare(value: Value): Value {
  if (value instanceof EscapedText) return value.text;
  return value instanceof WholeDecimal ? value.value : value;
}

const listMethods = methodTable<readonly Value[]>({
  size: (list) => list.length,
  isEmpty: (list) => list.length === 0,
  get: (list, [index]) => list[wholeNumber(index) ?? -1],
  contains: (list, [value], meter) =>
    value === undefined ? undefined : list.some((item) => equal(item, value, meter)),
});

const mapMethods = methodTable<ReadonlyMap<string, Value>>({
  get: (map, [key], meter) => (key === undefined ? undefined : map.get(print(key, meter))),
  containsKey: (map, [key], meter) => (key === undefined ? undefined : map.has(print(key, meter))),
  keySet: (map, _, meter) => {
    meter.step(map.size);
    return [...map.keys()];
  },
  values: (map, _, meter) => {
    meter.step(map.size);
    return [...map.values()];
  },
  size: (map) => map.size,
  isEmpty: (map) => map.size === 0,
});
