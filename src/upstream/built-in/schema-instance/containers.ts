import { isDeclared } from './accepts.ts';
import { equal, listOf, namesOf, numberOf, recordOf, regexOf, type Schema } from './schema.ts';
import { patternStrings } from './texts.ts';

/** The valid values of a part's schema. */
export type Candidates = (schema: unknown) => Iterable<unknown>;

const MOST_ITEMS = 10_000;
const MOST_ALTERNATIVES = 64;

/** Objects worth trying: the required properties only, then with one of them different, then with optional ones. */
export function* objectsFor(schema: Schema, candidates: Candidates): Generator<Record<string, unknown>> {
  const properties = recordOf(schema.properties);
  const names = withDependents(schema, namesOf(schema.required));
  const ordered = [...Object.keys(properties).filter((name) => names.has(name)), ...names].filter(unique);
  const base = new Map<string, unknown>();
  for (const name of ordered) {
    const [value, missing] = firstOf(candidates(propertySchema(schema, name)));
    if (missing) return;
    base.set(name, value);
  }
  const least = numberOf(schema.minProperties) ?? 0;
  for (const name of furtherNames(schema, candidates)) {
    if (base.size >= least) break;
    if (base.has(name)) continue;
    const [value, missing] = firstOf(candidates(propertySchema(schema, name)));
    if (!missing) base.set(name, value);
  }
  yield objectOf(base);
  for (const name of base.keys()) {
    for (const value of someOf(candidates(propertySchema(schema, name)), 1))
      yield objectOf(new Map(base).set(name, value));
  }
  for (const name of Object.keys(properties).filter((one) => !base.has(one))) {
    for (const value of someOf(candidates(properties[name]), 0)) yield objectOf(new Map(base).set(name, value));
  }
}

/** Arrays worth trying: as short as allowed, then longer, then with another first item. */
export function* arraysFor(schema: Schema, candidates: Candidates): Generator<unknown[]> {
  const wanted = schema.contains === undefined ? 0 : (numberOf(schema.minContains) ?? 1);
  const shortest = Math.max(numberOf(schema.minItems) ?? 0, 0);
  if (Math.max(shortest, wanted) > MOST_ITEMS) return;
  const fixed = listOf(schema.prefixItems ?? schema.items).length;
  for (const start of wanted > 0 ? [0, fixed] : [0]) {
    const length = Math.max(shortest, wanted === 0 ? 0 : start + wanted);
    for (let longer = 0; longer <= 3; longer += 1) {
      const items: unknown[] = [];
      for (let index = 0; index < length + longer; index += 1) {
        const isWanted = index >= start && index < start + wanted;
        const item = isWanted ? { allOf: [itemSchema(schema, index), schema.contains] } : itemSchema(schema, index);
        const [value, missing] = firstOf(candidates(item), schema.uniqueItems === true ? items : []);
        if (missing) break;
        items.push(value);
      }
      if (items.length === length + longer) yield items;
      if (longer > 0 || items.length === 0) continue;
      for (const value of someOf(candidates(itemSchema(schema, 0)), 1)) yield [value, ...items.slice(1)];
    }
  }
}

function itemSchema(schema: Schema, index: number): unknown {
  const fixed = listOf(schema.prefixItems ?? schema.items);
  if (index < fixed.length) return fixed[index];
  return Array.isArray(schema.items) ? schema.additionalItems : schema.items;
}

function propertySchema(schema: Schema, name: string): unknown {
  const properties = recordOf(schema.properties);
  const matching = Object.entries(recordOf(schema.patternProperties))
    .filter(([pattern]) => regexOf(pattern)?.test(name) === true)
    .map(([, one]) => one);
  if (!isDeclared(schema, name)) return schema.additionalProperties;
  return Object.hasOwn(properties, name) && matching.length === 0
    ? properties[name]
    : { allOf: [...(Object.hasOwn(properties, name) ? [properties[name]] : []), ...matching] };
}

/** Names that may be added to an object to make it large enough. */
function* furtherNames(schema: Schema, candidates: Candidates): Generator<string> {
  yield* Object.keys(recordOf(schema.properties));
  for (const pattern of Object.keys(recordOf(schema.patternProperties))) yield* patternStrings(pattern, 1);
  if (schema.propertyNames !== undefined) {
    for (const name of candidates({ allOf: [{ type: 'string' }, schema.propertyNames] })) yield String(name);
  }
  for (let index = 1; index <= MOST_ITEMS; index += 1) yield `property${index}`;
}

function withDependents(schema: Schema, names: string[]): Set<string> {
  const all = new Set(names);
  const dependents = { ...recordOf(schema.dependencies), ...recordOf(schema.dependentRequired) };
  for (const name of all)
    if (Object.hasOwn(dependents, name)) for (const one of namesOf(dependents[name])) all.add(one);
  return all;
}

/** `Object.fromEntries` makes an own member even of `__proto__`. */
const objectOf = (members: Map<string, unknown>): Record<string, unknown> => Object.fromEntries(members);
const unique = (name: string, index: number, names: string[]): boolean => names.indexOf(name) === index;

function firstOf(values: Iterable<unknown>, except: unknown[] = []): [value: unknown, missing: boolean] {
  for (const value of values) if (!except.some((one) => equal(one, value))) return [value, false];
  return [undefined, true];
}

function* someOf(values: Iterable<unknown>, skipped: number): Generator<unknown> {
  let index = 0;
  for (const value of values) {
    if (index >= skipped) yield value;
    index += 1;
    if (index > MOST_ALTERNATIVES) return;
  }
}

const MOST = 1000;

/** Numbers worth trying for a schema, zero or the nearest to it first. */
export function* numbersFor(schema: Schema, integer: boolean): Generator<number> {
  const low = Math.max(numberOf(schema.minimum) ?? -Infinity, numberOf(schema.exclusiveMinimum) ?? -Infinity);
  const high = Math.min(numberOf(schema.maximum) ?? Infinity, numberOf(schema.exclusiveMaximum) ?? Infinity);
  const step = numberOf(schema.multipleOf) ?? 1;
  yield* multiples(step > 0 ? step : 1, low, high);
  if (integer && step !== 1) yield* multiples(1, low, high);
  if (!integer && schema.multipleOf === undefined) yield* between(low, high);
}

function* multiples(step: number, low: number, high: number): Generator<number> {
  const start = low > 0 ? Math.ceil(low / step) : high < 0 ? Math.floor(high / step) : 0;
  for (let count = 0; count < MOST && (start + count) * step <= high; count += 1) yield (start + count) * step;
  for (let count = 1; count < MOST && (start - count) * step >= low; count += 1) yield (start - count) * step;
}

function* between(low: number, high: number): Generator<number> {
  if (Number.isFinite(low)) yield low;
  if (Number.isFinite(high)) yield high;
  const from = Number.isFinite(low) ? low : Math.min(high, 1) - 1;
  const to = Number.isFinite(high) ? high : from + 1;
  for (let parts = 2; parts <= 64; parts *= 2) {
    for (let part = 1; part < parts; part += 2) yield from + ((to - from) * part) / parts;
  }
}
