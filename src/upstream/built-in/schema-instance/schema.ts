import { createContext, Script } from 'node:vm';
import { compileRegex, RegexError, regexBudget } from '../../../basics/regular-expressions.ts';

/** A JSON Schema as it came in a request: nothing about it is certain. */
export type Schema = Record<string, unknown>;

/** Steps a search may still take, so that no schema takes long: out of steps, it finds nothing more. */
export interface Budget {
  left: number;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const namesOf = (value: unknown): string[] => listOf(value).filter((name) => typeof name === 'string');
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

export interface Pattern {
  test(text: string): boolean;
}

/** Compiling takes a thousand times as long as matching, and candidates are judged in thousands. */
const compiled = new Map<string, Pattern | undefined>();
const MOST_COMPILED = 200;

/** A pattern as validators read it; undefined if it is no regular expression. None takes long, whatever it is: it comes in a request. */
export function regexOf(pattern: unknown): Pattern | undefined {
  if (typeof pattern !== 'string') return undefined;
  if (compiled.has(pattern)) return compiled.get(pattern);
  if (compiled.size === MOST_COMPILED) compiled.clear();
  const regex = inLinearTime(pattern) ?? withinTime(pattern);
  compiled.set(pattern, regex);
  return regex;
}

function inLinearTime(pattern: string): Pattern | undefined {
  try {
    const regex = compileRegex(pattern, { dialect: 'ecmascript' });
    return { test: (text) => regex.test(text, regexBudget()) };
  } catch (error) {
    if (error instanceof RegexError) return undefined;
    throw error;
  }
}

const LONGEST_MATCH_MS = 20;

/** What only a backtracking engine can do, look-around say; a pattern that took too long once matches nothing any more. */
function withinTime(pattern: string): Pattern | undefined {
  const regex = ['u', ''].flatMap((flags) => nativeRegex(pattern, flags)).at(0);
  if (!regex) return undefined;
  const context = createContext({ regex, text: '' });
  const script = new Script('regex.test(text)');
  let isTooSlow = false;
  return {
    test(text) {
      if (isTooSlow) return false;
      context.text = text;
      try {
        return script.runInContext(context, { timeout: LONGEST_MATCH_MS });
      } catch {
        isTooSlow = true;
        return false;
      }
    },
  };
}

function nativeRegex(pattern: string, flags: string): RegExp[] {
  try {
    return [new RegExp(pattern, flags)];
  } catch {
    return [];
  }
}

/** What a `$ref` means: a JSON pointer, an anchor or an `$id` within the document; undefined if there is no such thing. */
export function resolveRef(root: Schema, ref: string): unknown {
  const hash = ref.indexOf('#');
  const [base, fragment] = hash < 0 ? [ref, ''] : [ref.slice(0, hash), ref.slice(hash + 1)];
  const document = base === '' ? root : find(root, ['$id', 'id'], base);
  if (fragment === '') return document;
  if (!fragment.startsWith('/')) {
    return find(document, ['$anchor', '$dynamicAnchor'], fragment) ?? find(document, ['$id', 'id'], `#${fragment}`);
  }
  let found: unknown = document;
  for (const step of fragment.slice(1).split('/')) {
    const key = decoded(step).replace(/~1/g, '/').replace(/~0/g, '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

function find(within: unknown, keys: string[], name: string): unknown {
  if (typeof within !== 'object' || within === null) return undefined;
  if (keys.some((key) => (within as Schema)[key] === name)) return within;
  for (const member of Object.values(within)) {
    const found = find(member, keys, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** Equality of JSON values; the order of members does not matter. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal((a as Schema)[key], (b as Schema)[key]))
  );
}
