/** The values of declared attributes in a metadata object, typed for storage (docs/behaviour/corpora.md, Filter attributes). */
import {
  elementType,
  type FilterAttribute,
  type FilterAttributeType,
  type FilterLevel,
  type ScalarType,
} from './filter-attribute.ts';
import { referenceText } from './filter-names.ts';

/** Ready to bind: integers as bigint, booleans as 0n and 1n, reals as number. */
export type StoredScalar = bigint | number | string;

export interface AttributeValues {
  /** By attribute name; an attribute that is missing or null in the metadata is absent. Lists may be empty. */
  scalars: Map<string, StoredScalar>;
  lists: Map<string, StoredScalar[]>;
  errors: AttributeValueError[];
}

/** A value that does not have its declared type. `message` names the attribute, the rule and what was found. */
export interface AttributeValueError {
  level: FilterLevel;
  name: string;
  type: FilterAttributeType;
  message: string;
}

const rules: Record<FilterAttributeType, string> = {
  integer: 'an integer (64 bits, no fraction)',
  real_number: 'a number',
  text: 'a string',
  boolean: 'true or false',
  'list[integer]': 'an array of integers (64 bits, no fraction)',
  'list[real_number]': 'an array of numbers',
  'list[text]': 'an array of strings',
};

/**
 * Reads the attributes of one level from that level's metadata: the literal key if there is one, else the dotted path.
 * A string that reads as the declared type is accepted; nulls inside a list are left out. Never throws.
 */
export function attributeValues(
  metadata: Readonly<Record<string, unknown>>,
  attributes: readonly FilterAttribute[],
  level: FilterLevel,
): AttributeValues {
  const values: AttributeValues = { scalars: new Map(), lists: new Map(), errors: [] };
  for (const attribute of attributes) {
    if (attribute.level !== level) continue;
    const { name, type } = attribute;
    const found = valueAt(metadata, name);
    if (found === undefined || found === null) continue;
    const element = elementType(type);
    if (element) {
      const list = readList(found, element);
      if (list) values.lists.set(name, list);
      else values.errors.push(mismatch(attribute, found));
    } else {
      const scalar = readScalar(found, type as ScalarType);
      if (scalar !== undefined) values.scalars.set(name, scalar);
      else values.errors.push(mismatch(attribute, found));
    }
  }
  return values;
}

function valueAt(metadata: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(metadata, name)) return metadata[name];
  let value: unknown = metadata;
  for (const key of name.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, key)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function readList(found: unknown, element: ScalarType): StoredScalar[] | undefined {
  if (!Array.isArray(found)) return undefined;
  const list = found.filter((value) => value !== null).map((value) => readScalar(value, element));
  return list.every((value) => value !== undefined) ? list : undefined;
}

function readScalar(found: unknown, type: ScalarType): StoredScalar | undefined {
  switch (type) {
    case 'text':
      return typeof found === 'string' ? found : undefined;
    case 'boolean':
      return readBoolean(found);
    case 'integer':
      return readInteger(found);
    case 'real_number':
      return readReal(found);
  }
}

function readBoolean(found: unknown): bigint | undefined {
  if (found === true || isText(found, /^true$/i)) return 1n;
  return found === false || isText(found, /^false$/i) ? 0n : undefined;
}

function readInteger(found: unknown): bigint | undefined {
  const integral = typeof found === 'number' ? Number.isInteger(found) : isText(found, /^[+-]?\d{1,40}$/);
  if (!integral) return undefined;
  const value = BigInt(found as number | string);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

function readReal(found: unknown): number | undefined {
  const numeric = typeof found === 'number' || isText(found, /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i);
  const value = numeric ? Number(found) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function isText(found: unknown, pattern: RegExp): found is string {
  return typeof found === 'string' && pattern.test(found);
}

function mismatch({ level, name, type }: FilterAttribute, found: unknown): AttributeValueError {
  const json = JSON.stringify(found);
  const shown = json.length > 60 ? `${json.slice(0, 60)}…` : json;
  const message = `${referenceText({ level, name })} is declared as ${type} and must be ${rules[type]}, not ${shown}`;
  return { level, name, type, message };
}
