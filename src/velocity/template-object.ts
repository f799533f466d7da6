import type { Value } from './value.ts';

/** A method a template may call. An argument the template left out is undefined; numbers and text arrive bare. */
export type TemplateMethod = (...args: readonly (Value | undefined)[]) => Value;

export interface TemplateObjectDefinition {
  readonly methods?: Readonly<Record<string, TemplateMethod>>;
  readonly properties?: Readonly<Record<string, Value>>;
  /** The text printed for a bare reference to the object. */
  readonly print: () => string;
}

/**
 * An object the caller registers, such as one search result. A template sees exactly the methods and properties listed
 * here: `.p` is the property `p`, else the answer of `getP()`, `isP()` or `p()` (reference §4.5). Methods must not throw.
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
 * Reference §4.3 and §4.4 give every object both spellings.
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
