/** `{"$ref": "session.metadata.tenant"}` in place of a value (docs/behaviour/agent-turns.md, References). */

/** What references lead into; all of it JSON. */
export type Roots = Readonly<Record<string, unknown>>;

export class UnresolvedReference extends Error {
  readonly path: string;
  constructor(path: string) {
    super(`Unresolved reference '${path}'.`);
    this.path = path;
  }
}

/** The value with every reference in it replaced. Throws UnresolvedReference; a null counts as one. */
export function resolveReferences(value: unknown, roots: Roots): unknown {
  if (Array.isArray(value)) return value.map((item) => resolveReferences(item, roots));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === 'string' && Object.keys(value).length === 1) return lookUp($ref, roots);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key === '$$ref' ? '$ref' : key, resolveReferences(item, roots)]),
  );
}

/** The paths of the references in a value. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const { $ref } = value as { $ref?: unknown };
  if (typeof $ref === 'string' && Object.keys(value).length === 1) return [$ref];
  return Object.values(value).flatMap(referencesIn);
}

function lookUp(path: string, roots: Roots): unknown {
  const found = follow(path, roots);
  if (found === undefined || found === null) throw new UnresolvedReference(path);
  return found;
}

const STEP = /^\.?([\p{L}\p{N}_-]+)|^\[(\d+)\]|^\[(?:"([^"]*)"|'([^']*)')\]|^\[([^[\]]+)\]/u;

function follow(path: string, roots: Roots): unknown {
  let rest = path.replace(/^\$?\./, '');
  let at: unknown = roots;
  while (rest !== '') {
    const step = STEP.exec(rest);
    if (!step) return undefined;
    const [all, name, index, double, single, inner] = step;
    const key = name ?? index ?? double ?? single ?? String(follow(inner!, roots) ?? '');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
    rest = rest.slice(all.length);
  }
  return at;
}
