import { hasAtMost } from '../http/validation.ts';
import { accepts } from '../upstream/built-in/schema-instance/accepts.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Values in a value. What has more passes: to hold it to a schema would keep everybody waiting. */
const MOST_HELD = 2000;
/** Whatever the schema is that somebody brings. */
const STEPS = 100_000;

/** What keeps a value from fitting a JSON Schema, in words without the value; undefined when nothing does. */
export const misfitOf = (schema: Json, value: unknown): string | undefined =>
  hasAtMost(MOST_HELD, value) ? misfitAt(schema, value, '', schema) : undefined;

function misfitAt(schema: Json, value: unknown, path: string, root: Json): string | undefined {
  if (accepts(schema, value, root, { left: STEPS })) return undefined;
  const { type, enum: allowed } = schema;
  const name = path === '' ? 'the value' : `'${path}'`;
  if (type !== undefined && !accepts({ type }, value, root))
    return `${name} should be of type ${[type].flat().join(' or ')}.`;
  const inside = isObject(value)
    ? misfitOfMembers(schema, value, path, root)
    : Array.isArray(value)
      ? misfitOfItems(schema, value, path, root)
      : undefined;
  if (inside) return inside;
  if (Array.isArray(allowed))
    return `${name} should be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}.`;
  const rule = Object.keys(schema).find((keyword) => !accepts({ [keyword]: schema[keyword] }, value, root));
  return `${name} does not fit its schema${rule === undefined ? '' : `: ${rule} ${JSON.stringify(schema[rule])}`}.`;
}

function misfitOfMembers(schema: Json, value: Json, path: string, root: Json): string | undefined {
  const { properties = {}, required, additionalProperties } = schema;
  const inside = (member: string) => (path === '' ? member : `${path}.${member}`);
  const missing = (Array.isArray(required) ? required : []).find((member) => !Object.hasOwn(value, member));
  if (missing !== undefined) return `'${inside(missing)}' is required.`;
  if (!isObject(properties)) return undefined;
  for (const [member, own] of Object.entries(properties)) {
    const misfit =
      isObject(own) && Object.hasOwn(value, member) ? misfitAt(own, value[member], inside(member), root) : undefined;
    if (misfit) return misfit;
  }
  const unknown = Object.keys(value).find((member) => !Object.hasOwn(properties, member));
  return additionalProperties === false && unknown !== undefined ? `'${inside(unknown)}' is not known.` : undefined;
}

function misfitOfItems({ items }: Json, value: readonly unknown[], path: string, root: Json): string | undefined {
  if (!isObject(items)) return undefined;
  for (const [index, item] of value.entries()) {
    const misfit = misfitAt(items, item, `${path}[${index}]`, root);
    if (misfit) return misfit;
  }
  return undefined;
}
