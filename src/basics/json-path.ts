/** The part of JSONPath (RFC 9535) that is known here: `, `.name`, `["name"]`, `[0]`, `[-1]`, `[*]`, `.*`, `..name`. */
type Step =
  | { type: 'name'; name: string; deep: boolean }
  /** Negative from the end. */
  | { type: 'index'; index: number }
  | { type: 'every' };

export type JsonPath = readonly Step[];

const STEP =
  /(?<every>\.\*|\[\*\])|(?<dots>\.\.?)(?<name>[\p{L}\p{N}_$-]+)|\[(?<index>-?\d{1,9})\]|\[(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\]/suy;

/**
 * Reads a path; `rest` is what of the text is not understood, empty when all of it is. With `definite` only steps to one
 * value are: names, and indices from the start.
 */
export function parseJsonPath(text: string, { definite = false } = {}): { path: JsonPath; rest: string } {
  if (!text.startsWith('$')) return { path: [], rest: text };
  const path: Step[] = [];
  for (let at = 1; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const found = STEP.exec(text)?.groups;
    const step = found && toStep(found);
    if (!step || (definite && !isDefinite(step))) return { path, rest: text.slice(at) };
    path.push(step);
  }
  return { path, rest: '' };
}

const isDefinite = (step: Step) => (step.type === 'name' ? !step.deep : step.type === 'index' && step.index >= 0);

function toStep({ every, dots, name, index, quoted }: Record<string, string | undefined>): Step {
  if (every !== undefined) return { type: 'every' };
  if (index !== undefined) return { type: 'index', index: Number(index) };
  const unquoted = () => quoted!.slice(1, -1).replace(/\\(.)/gsu, '$1');
  return { type: 'name', name: name ?? unquoted(), deep: dots === '..' };
}

/** The value that a definite path leads to, or undefined. Only own members count, never inherited ones. */
export function valueAt(path: JsonPath, root: unknown): unknown {
  let current = root;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || step.type === 'every') return undefined;
    const key = step.type === 'name' ? step.name : step.index;
    if (Array.isArray(current) !== (step.type === 'index') || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string | number, unknown>)[key];
  }
  return current;
}

/** The different values a path leads to. */
export const selectJson = (path: JsonPath, root: unknown): unknown[] =>
  path.reduce<unknown[]>((values, step) => [...new Set(values.flatMap((value) => selectStep(step, value)))], [root]);

function selectStep(step: Step, value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (step.type === 'every') return Object.values(value);
  if (step.type === 'index') return Array.isArray(value) ? elementAt(value, step.index) : [];
  return (step.deep ? objectsWithin(value) : [value]).flatMap((object) => memberOf(object, step.name));
}

function elementAt(list: unknown[], index: number): unknown[] {
  const position = index < 0 ? list.length + index : index;
  return position >= 0 && position < list.length ? [list[position]] : [];
}

const memberOf = (object: object, name: string): unknown[] =>
  !Array.isArray(object) && Object.hasOwn(object, name) ? [object[name as keyof typeof object]] : [];

/** An object and all that are in it, however deep. */
function objectsWithin(root: object): object[] {
  const found: object[] = [root];
  // The list grows while it is walked.
  for (const object of found) {
    for (const member of Object.values(object)) if (typeof member === 'object' && member !== null) found.push(member);
  }
  return found;
}
