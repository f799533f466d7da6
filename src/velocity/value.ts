// Everything a template can hold. Lists are arrays and maps are `Map`s, so a key such as `constructor` is only a key.

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

/**
 * Text that must not be JSON-escaped again when it is inserted: what `$esc.*` answers (docs/behaviour/prompts.md,
 * Escaping).
 */
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

export function wholeNumber(value: Value | undefined): number | undefined {
  const number = numberIn(value);
  return Number.isInteger(number) ? number : undefined;
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

/** A method a template may call. An argument the template left out is undefined; numbers and text arrive bare. */
export type TemplateMethod = (...args: readonly (Value | undefined)[]) => Value;

interface TemplateObjectDefinition {
  readonly methods?: Readonly<Record<string, TemplateMethod>>;
  readonly properties?: Readonly<Record<string, Value>>;
  /** The text printed for a bare reference to the object. */
  readonly print: () => string;
}

/**
 * An object the caller registers, such as one search result. A template sees exactly the methods and properties listed
 * here: `.p` is the property `p`, else the answer of `getP()`, `isP()` or `p()` (docs/behaviour/prompts.md, Velocity).
 * Methods must not throw.
 */
export class TemplateObject {
  readonly methods: ReadonlyMap<string, TemplateMethod>;
  readonly properties: ReadonlyMap<string, Value>;
  readonly print: () => string;

  constructor(definition: TemplateObjectDefinition) {
    this.methods = new Map(Object.entries(definition.methods ?? {}));
    this.properties = new Map(Object.entries(definition.properties ?? {}));
    this.print = definition.print;
  }
}

/**
 * Bean-style methods: each `text` becomes both `text()` and `getText()`, which also makes the property `.text` work.
 * docs/behaviour/prompts.md, Variables and Other templates give every object both spellings.
 */
export function accessors(getters: Readonly<Record<string, () => Value>>): Record<string, TemplateMethod> {
  const both: Record<string, TemplateMethod> = {};
  for (const [name, get] of Object.entries(getters)) {
    both[name] = get;
    both[getterName(name)] = get;
  }
  return both;
}

/** Of the few names that objects have, so that they are not put together anew for each search result. */
const getterNames = new Map<string, string>();

function getterName(name: string): string {
  const known = getterNames.get(name);
  if (known !== undefined) return known;
  const made = `get${capitalised(name)}`;
  getterNames.set(name, made);
  return made;
}

export const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
