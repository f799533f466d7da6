/** A moment, in milliseconds since 1970-01-01T00:00Z. */
export class DateTime {
  readonly epochMillis: number;
  constructor(epochMillis: number) {
    this.epochMillis = epochMillis;
  }
}

/** A span of time, in milliseconds; may be negative or fractional. */
export class Duration {
  readonly millis: number;
  constructor(millis: number) {
    this.millis = millis;
  }
}

/** A list or an object that `get` found; it can be passed on, but has no operators besides `==` with itself. */
export type JsonStructure = readonly unknown[] | Readonly<Record<string, unknown>>;

export type Value = number | string | boolean | null | DateTime | Duration | JsonStructure;

export type ValueType = 'number' | 'string' | 'boolean' | 'datetime' | 'duration' | 'json' | 'null';

export function typeOf(value: Value): ValueType {
  if (value === null) return 'null';
  if (value instanceof DateTime) return 'datetime';
  if (value instanceof Duration) return 'duration';
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
      return typeof value as ValueType;
    default:
      return 'json';
  }
}

/** Anything read from a JSON document; what JSON cannot hold is null. */
export function fromJson(json: unknown): Value {
  switch (typeof json) {
    case 'number':
    case 'string':
    case 'boolean':
      return json;
    case 'object':
      return json as JsonStructure | null;
    default:
      return null;
  }
}

/** A moment, or null where the milliseconds are not one. */
export function dateTime(epochMillis: number): DateTime | null {
  return Math.abs(epochMillis) <= 8.64e15 ? new DateTime(epochMillis) : null;
}

/** A span, or null where the milliseconds are not finite. */
export function duration(millis: number): Duration | null {
  return Number.isFinite(millis) ? new Duration(millis) : null;
}

/** Booleans count as 1 and 0 in arithmetic (reference corpora §9.4); what is no number is null. */
export function toNumber(value: Value): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'boolean' ? Number(value) : null;
}
