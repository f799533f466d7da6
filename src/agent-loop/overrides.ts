/** Arguments that the agent sets and no model sees (docs/behaviour/agent-turns.md, Overrides). */

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `items[0].name` is a name in the first of a list. */
const stepsOf = (path: string): string[] => path.match(/[^.[\]]+/g) ?? [];

/** The schema of a tool's arguments without those that are set. */
export function hideOverridden(schema: Json, override: Json): Json {
  return Object.keys(override).reduce((shown, path) => hide(shown, stepsOf(path)), schema);
}

/** What is set in one of a list is hidden in all of it: a schema has one form for them. */
function hide(schema: Json, [name, ...rest]: string[]): Json {
  if (name !== undefined && /^\d+$/.test(name) && isObject(schema.items)) {
    return rest.length === 0 ? schema : { ...schema, items: hide(schema.items, rest) };
  }
  const properties = isObject(schema.properties) ? schema.properties : {};
  if (name === undefined || !Object.hasOwn(properties, name)) return schema;
  const { [name]: own, ...others } = properties;
  if (rest.length > 0) {
    return isObject(own) ? { ...schema, properties: { ...properties, [name]: hide(own, rest) } } : schema;
  }
  const required = Array.isArray(schema.required) ? schema.required.filter((one) => one !== name) : [];
  const { required: _, ...shown } = schema;
  return { ...shown, properties: others, ...(required.length > 0 ? { required } : {}) };
}

/** The schema of what is set. */
export function schemaAt(schema: Json, path: string): Json {
  return stepsOf(path).reduce<Json>((at, name) => {
    const inner =
      /^\d+$/.test(name) && isObject(at.items) ? at.items : isObject(at.properties) ? at.properties[name] : {};
    return isObject(inner) ? inner : {};
  }, schema);
}

/** What a model wrote, less what it had no say in. */
export function withoutOverridden(args: Json, override: Json): Json {
  return Object.keys(override).reduce<Json>((left, path) => drop(left, stepsOf(path)) as Json, args);
}

/** Others of a list keep their places: what stands in one that is set stays until it is. */
function drop(args: unknown, [name, ...rest]: string[]): unknown {
  if (Array.isArray(args)) return args.map((item, index) => (String(index) === name ? drop(item, rest) : item));
  if (name === undefined || !isObject(args) || !Object.hasOwn(args, name)) return args;
  const { [name]: own, ...others } = args;
  return rest.length === 0 ? others : { ...args, [name]: drop(own, rest) };
}

export function withOverrides(args: Json, override: Json): Json {
  return Object.entries(override).reduce<Json>(
    (merged, [path, value]) => put(merged, stepsOf(path), value) as Json,
    args,
  );
}

function put(args: unknown, [name, ...rest]: string[], value: unknown): unknown {
  if (name === undefined) return value;
  if (Array.isArray(args) && /^\d+$/.test(name)) {
    const list = [...args];
    list[Number(name)] = put(list[Number(name)], rest, value);
    return Array.from(list, (item) => item ?? null);
  }
  const own = isObject(args) ? args : {};
  return { ...own, [name]: put(own[name], rest, value) };
}

/** Dotted paths of the values that are set. */
export const overridePaths = (override: Json): string[] =>
  Object.entries(override).flatMap(([key, value]) => leaves(key, value));

const leaves = (path: string, value: unknown): string[] =>
  isObject(value) && Object.keys(value).length > 0 && !('$ref' in value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner))
    : [path];
