/**
 * The part of JSONPath (RFC 9535) that scripts know: `$`, `.name`, `["name"]`, `[0]`, `[-1]`, `[*]`, `.*`, `..name`.
 */
type Step =
  | { type: 'name'; name: string; deep: boolean }
  /** Negative from the end. */
  | { type: 'index'; index: number }
  | { type: 'every' };

export type JsonPath = readonly Step[];

const STEP =
  /(?<every>\.\*|\[\*\])|(?<dots>\.\.?)(?<name>[\p{L}_][\p{L}\p{N}_-]*)|\[(?<index>-?\d{1,9})\]|\[(?<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\]/uy;

/** Undefined for a text that is no such path. */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: Step[] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text)?.groups;
    if (!found) return undefined;
    steps.push(toStep(found));
  }
  return steps;
}

function toStep({ every, dots, name, index, quoted }: Record<string, string | undefined>): Step {
  if (every !== undefined) return { type: 'every' };
  if (index !== undefined) return { type: 'index', index: Number(index) };
  const unquoted = () => quoted!.slice(1, -1).replace(/\\(.)/gu, '$1');
  return { type: 'name', name: name ?? unquoted(), deep: dots === '..' };
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
