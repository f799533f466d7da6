/** What the API answers, as what a seed says: members that requests have, and secrets as what the environment is asked for. */
import { isSecretMember } from '../../secrets/secret-names.ts';
import { Seed } from '../seeds/seed-schema.ts';

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: Schema[];
  const?: unknown;
}

const schemaOf = (list: string): Schema => ((Seed.properties as Record<string, Schema>)[list]?.items ?? {}) as Schema;

/** An entry of a seed's list, of a record that the API answered with: what no request can say is left out. */
export const entryOf = (list: string, record: object): Record<string, unknown> =>
  pick(schemaOf(list), record) as Record<string, unknown>;

function pick(schema: Schema, value: unknown): unknown {
  if (Array.isArray(value)) return schema.items ? value.map((one) => pick(schema.items!, one)) : value;
  if (typeof value !== 'object' || value === null) return value;
  const variant = variantOf(schema, value as Record<string, unknown>);
  if (!variant.properties) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== null && member !== undefined && Object.hasOwn(variant.properties!, name))
      .map(([name, member]) => [name, pick(variant.properties![name]!, member)]),
  );
}

const variantOf = (schema: Schema, value: Record<string, unknown>): Schema =>
  schema.oneOf?.find(({ properties = {} }) => properties.type?.const === value.type) ?? schema;

/** What services show in the place of a secret. */
const MASKED = /^\*+$|^<?redacted>?$|^\.{3,}$/i;

/** `NAMES` that begin with the kind and name of an entry: `LLM_MINE_TOKEN`. */
export function withReferences<T>(value: T, prefix: string, wanted: Set<string>): T {
  const visit = (one: unknown, name: string): unknown => {
    if (typeof one === 'string') return MASKED.test(one) ? referenceTo(`${prefix}_${name}`, wanted) : escaped(one);
    if (Array.isArray(one)) return one.map((item) => visit(item, name));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one).map(([member, inner]) => [
        member,
        typeof inner === 'string' && isSecretMember(member)
          ? referenceTo(`${prefix}_${member}`, wanted)
          : visit(inner, member),
      ]),
    );
  };
  return visit(value, '') as T;
}

/** What the environment is asked for when the seed is used. */
export function referenceTo(text: string, wanted: Set<string>): string {
  const name = variableOf(text);
  wanted.add(name);
  return `\${${name}}`;
}

const variableOf = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^(?=\d)|^_+|_+$/g, (edge) => (edge === '' ? 'V' : ''));

/** A text that a seed would take for a reference, so that it is itself again. */
export const escaped = (text: string): string =>
  text.replace(/\$\{(?=[A-Z_][A-Z0-9_]*(?::-[^}]*)?\})|(?<=\$)\$\{/g, '$$$${');

/** The same of all texts within; no entry of a seed has a secret there. */
export function escapedWithin<T>(value: T): T {
  if (typeof value === 'string') return escaped(value) as T;
  if (Array.isArray(value)) return value.map(escapedWithin) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, escapedWithin(member)])) as T;
}
