import { accepts } from '../upstream/built-in/schema-instance/accepts.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** No schema that somebody brings takes long to hold a value to. */
const STEPS = 100_000;

/** What keeps a value from fitting a JSON Schema, in words without the value; undefined when nothing does. */
export function misfitOf(schema: Json, value: unknown, path = '', root: Json = schema): string | undefined {
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
      isObject(own) && Object.hasOwn(value, member) ? misfitOf(own, value[member], inside(member), root) : undefined;
    if (misfit) return misfit;
  }
  const unknown = Object.keys(value).find((member) => !Object.hasOwn(properties, member));
  return additionalProperties === false && unknown !== undefined ? `'${inside(unknown)}' is not known.` : undefined;
}

function misfitOfItems({ items }: Json, value: readonly unknown[], path: string, root: Json): string | undefined {
  if (!isObject(items)) return undefined;
  for (const [index, item] of value.entries()) {
    const misfit = misfitOf(items, item, `${path}[${index}]`, root);
    if (misfit) return misfit;
  }
  return undefined;
}
