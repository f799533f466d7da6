/** Arguments that the agent sets and no model sees (docs/behaviour/agent-turns.md, Overrides). */

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The schema of a tool's arguments without those that are set. */
export function hideOverridden(schema: Json, override: Json): Json {
  return Object.keys(override).reduce((shown, path) => hide(shown, path.split('.')), schema);
}

function hide(schema: Json, [name, ...rest]: string[]): Json {
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

/** What a model wrote, less what it had no say in. */
export function withoutOverridden(args: Json, override: Json): Json {
  return Object.keys(override).reduce((left, path) => drop(left, path.split('.')), args);
}

function drop(args: Json, [name, ...rest]: string[]): Json {
  if (name === undefined || !Object.hasOwn(args, name)) return args;
  const { [name]: own, ...others } = args;
  if (rest.length === 0) return others;
  return isObject(own) ? { ...args, [name]: drop(own, rest) } : args;
}

export function withOverrides(args: Json, override: Json): Json {
  return Object.entries(override).reduce((merged, [path, value]) => put(merged, path.split('.'), value), args);
}

function put(args: Json, [name, ...rest]: string[], value: unknown): Json {
  if (rest.length === 0) return { ...args, [name!]: value };
  const own = args[name!];
  return { ...args, [name!]: put(isObject(own) ? own : {}, rest, value) };
}

/** Dotted paths of the values that are set. */
export const overridePaths = (override: Json): string[] =>
  Object.entries(override).flatMap(([key, value]) => leaves(key, value));

const leaves = (path: string, value: unknown): string[] =>
  isObject(value) && Object.keys(value).length > 0 && !('$ref' in value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner))
    : [path];
