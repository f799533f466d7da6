import { numberOf, type Schema } from './schema.ts';

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
