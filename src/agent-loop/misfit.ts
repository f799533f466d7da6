import { accepts } from '../upstream/built-in/schema-instance/accepts.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** No schema that somebody brings takes long to hold a value to. */
const STEPS = 100_000;

/** What keeps a value from fitting a JSON Schema, in words; undefined when nothing does. */
export function misfitOf(schema: Json, value: unknown, path = '', root: Json = schema): string | undefined {
  if (accepts(schema, value, root, { left: STEPS })) return undefined;
  const { type, enum: allowed, properties, required, items, additionalProperties } = schema;
  const name = path === '' ? 'the value' : `'${path}'`;
  if (isObject(value) && isObject(properties)) {
    const inside = (member: string) => (path === '' ? member : `${path}.${member}`);
    const missing = (Array.isArray(required) ? required : []).find((member) => !Object.hasOwn(value, member));
    if (missing !== undefined) return `'${inside(missing)}' is required.`;
    for (const [member, own] of Object.entries(properties)) {
      if (!isObject(own) || !Object.hasOwn(value, member)) continue;
      const misfit = misfitOf(own, value[member], inside(member), root);
      if (misfit) return misfit;
    }
    const unknown = Object.keys(value).find((member) => !Object.hasOwn(properties, member));
    if (additionalProperties === false && unknown !== undefined) return `'${inside(unknown)}' is not known.`;
  }
  if (Array.isArray(value) && isObject(items)) {
    for (const [index, item] of value.entries()) {
      const misfit = misfitOf(items, item, `${path}[${index}]`, root);
      if (misfit) return misfit;
    }
  }
  if (type !== undefined && !accepts({ type }, value, root))
    return `${name} should be of type ${[type].flat().join(' or ')}.`;
  if (Array.isArray(allowed))
    return `${name} should be one of ${allowed.map((one) => JSON.stringify(one)).join(', ')}.`;
  return `${name} does not fit its schema.`;
}
