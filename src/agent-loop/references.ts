/** `{"$ref": "session.metadata.tenant"}` in place of a value (docs/behaviour/agent-turns.md, References). */

/** What references lead into; all of it JSON. */
export type Roots = Readonly<Record<string, unknown>>;

export class UnresolvedReference extends Error {
  constructor(path: string) {
    super(`Unresolved reference '${path}'`);
  }
}

/** The value with every reference in it replaced. Throws UnresolvedReference; a null counts as one. */
export const resolveReferences = (value: unknown, roots: Roots): unknown => resolve(value, roots, (found) => found);

/** The same with stars for what is secret. */
export const resolvedAndMasked = (value: unknown, roots: Roots): unknown =>
  resolve(value, roots, (found, isSecret) => (isSecret ? masked(found) : found));

const masked = (value: unknown): unknown =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one)]))
    : '****';

type Show = (found: unknown, isSecret: boolean) => unknown;

function resolve(value: unknown, roots: Roots, show: Show): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, roots, show));
  if (typeof value !== 'object' || value === null) return value;
  const path = pathIn(value);
  if (path !== undefined) return lookUp(path, roots, show);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === '$$ref' ? '$ref' : key, resolve(item, roots, show)]),
  );
}

/** The paths of the references in a value. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const path = pathIn(value);
  return path === undefined ? Object.values(value).flatMap(referencesIn) : [path];
}

function pathIn(value: object): string | undefined {
  const { $ref } = value as { $ref?: unknown };
  return typeof $ref === 'string' && Object.keys(value).length === 1 ? $ref : undefined;
}

/** The paths of those that lead nowhere now. What tools have put out is not known before a call is made. */
export const unresolvedIn = (value: unknown, roots: Roots): string[] =>
  referencesIn(value).filter((path) => !isOfTools(path) && missing(at(roots, stepsOf(path, roots))));

/** The configurations whose outputs a value speaks of. */
export const toolsSpokenOf = (value: unknown): string[] =>
  referencesIn(value)
    .filter(isOfTools)
    .flatMap((path) => stepsOf(path, {})?.[1] ?? []);

const isOfTools = (path: string): boolean => stepsOf(path, {})?.[0] === 'tools';

function lookUp(path: string, roots: Roots, show: Show): unknown {
  const steps = stepsOf(path, roots);
  const found = at(roots, steps);
  if (missing(found)) throw new UnresolvedReference(path);
  const [root, member] = steps!;
  return show(found, member === 'secrets' && (root === 'agent' || root === 'session'));
}

const missing = (found: unknown): boolean => found === undefined || found === null;

const STEP = /^\.?([\p{L}\p{N}_-]+)|^\[(\d+)\]|^\[(?:"([^"]*)"|'([^']*)')\]|^\[([^[\]]+)\]/u;

/** What stands in brackets without quotes is a path itself, to the name. Undefined for what is no path. */
function stepsOf(path: string, roots: Roots): string[] | undefined {
  const steps: string[] = [];
  let rest = path.replace(/^\$?\./, '');
  while (rest !== '') {
    const step = STEP.exec(rest);
    if (!step) return undefined;
    const [all, name, index, double, single, inner] = step;
    steps.push(name ?? index ?? double ?? single ?? String(at(roots, stepsOf(inner!, roots)) ?? ''));
    rest = rest.slice(all.length);
  }
  // `tools.kb.x` is short for `tools.kb.outputs.latest.x`.
  if (steps[0] === 'tools' && steps.length > 1 && steps[2] !== 'outputs') steps.splice(2, 0, 'outputs', 'latest');
  return steps;
}

function at(roots: Roots, steps: readonly string[] | undefined): unknown {
  if (!steps) return undefined;
  let found: unknown = roots;
  for (const step of steps) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}
