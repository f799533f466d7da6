// Everything a template can hold. Lists are arrays and maps are `Map`s, so a key such as `constructor` is only a key.

import type { TemplateObject } from './template-object.ts';

export type Value =
  | null
  | boolean
  | number
  | string
  | WholeDecimal
  | EscapedText
  | readonly Value[]
  | ReadonlyMap<string, Value>
  | TemplateObject;

/** A decimal that happens to be whole: prints as `5`, yet `5.0 / 2` is 2.5 where `5 / 2` is 2. */
export class WholeDecimal {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Text that must not be JSON-escaped again when it is inserted: what `$esc.*` answers (reference §4.2). */
export class EscapedText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const isList = (value: unknown): value is readonly Value[] => Array.isArray(value);

export const isText = (value: Value): value is string | EscapedText =>
  typeof value === 'string' || value instanceof EscapedText;

/** The number in a value, or undefined when the value is not one. */
export function numberIn(value: Value | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return value instanceof WholeDecimal ? value.value : undefined;
}

/** The printed form of text, a number or a boolean; undefined for anything larger. */
export function scalarText(value: Value | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof EscapedText) return value.text;
  if (typeof value === 'boolean') return String(value);
  return numberIn(value)?.toString();
}

const MAX_JSON_DEPTH = 100;

/**
 * JSON data as a template value: objects become maps of their own keys, arrays become lists. What JSON cannot hold
 * (undefined, functions), and whatever lies deeper than 100 levels, becomes null.
 */
export function fromJson(json: unknown, depth = 0): Value {
  if (depth > MAX_JSON_DEPTH) return null;
  if (typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean') return json;
  if (Array.isArray(json)) return json.map((item) => fromJson(item, depth + 1));
  if (typeof json !== 'object' || json === null) return null;
  return new Map(Object.entries(json).map(([key, item]) => [key, fromJson(item, depth + 1)]));
}
