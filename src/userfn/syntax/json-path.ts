/** A name in an object, or an index in a list. */
export type JsonPath = readonly (string | number)[];

const NAME = /\.([\p{L}\p{N}_$-]+)/uy;
const INDEX = /\[(\d+)\]/y;
const QUOTED = /\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]/y;

/**
 * Reads `$`, `.name`, `['name']`, `[n]` (reference corpora §9.4). Answers with the steps, or with a sentence
 * saying what is not understood.
 */
export function parseJsonPath(path: string): JsonPath | string {
  if (!path.startsWith('$')) return `The path '${path}' must start with $, for example '$.score'.`;
  const steps: (string | number)[] = [];
  let at = 1;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(path);
    if (match) at += match[0].length;
    return match;
  };

  while (at < path.length) {
    const index = take(INDEX);
    if (index) {
      steps.push(Number(index[1]));
      continue;
    }
    const quoted = take(QUOTED);
    const name = quoted ? (quoted[1] ?? quoted[2]!).replace(/\\(.)/gs, '$1') : take(NAME)?.[1];
    if (name === undefined) {
      return `The path '${path}' is not understood at '${path.slice(at)}'. Paths are made of $, .name, ['name'] and [0].`;
    }
    steps.push(name);
  }
  return steps;
}

/** The value at `path`, or `undefined` when there is none. Only own members count, never inherited ones. */
export function readJsonPath(root: unknown, path: JsonPath): unknown {
  let current = root;
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    if (Array.isArray(current) !== (typeof step === 'number') || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}
