/** Members that a schema does not declare, wherever they stand in a value. */

import { didYouMean, suggest } from '../basics/suggest.ts';
import type { FieldErrors } from '../errors.ts';
import type { JsonSchema } from './validation.ts';

export interface UnknownMember {
  /** Its own name last: `body.search.corpora[0].corpusKey`. */
  path: string;
  name: string;
  /** What is declared where it stands. */
  known: readonly string[];
}

/**
 * The members of a value that its schema lets pass without declaring them. Objects that are declared to be open hold what
 * they like, however deep; those declared to be closed are refused by the validator, in the same words.
 */
export function unknownMembers(schema: JsonSchema, value: unknown, place: string): UnknownMember[] {
  const found: UnknownMember[] = [];
  // Of a body that comes as JSON or as a form, what either declares.
  const { content = { only: { schema } } } = schema as { content?: Record<string, { schema: JsonSchema }> };
  visit(
    Object.values(content).map((one) => one.schema),
    value,
    place,
    found,
  );
  return found;
}

/** What is wrong with a member that is not declared, as a field error. */
export function notKnown(name: string, known: readonly string[]): string {
  const names = known.length === 0 ? 'Nothing is known here.' : `Known: ${known.join(', ')}.`;
  return `is not known here.${didYouMean(name, known)} ${names}`;
}

export const unknownErrors = (members: readonly UnknownMember[]): FieldErrors =>
  Object.fromEntries(members.map(({ path, name, known }) => [path, notKnown(name, known)]));

/** As the journal tells it: `search.corpra, did you mean corpora?`. */
export function ignoredText({ path, name, known }: UnknownMember): string {
  const [nearest] = suggest(name, known);
  return `${path.replace(/^body\./, '')}${nearest === undefined ? '' : `, did you mean ${nearest}?`}`;
}

function visit(schemas: JsonSchema[], value: unknown, place: string, found: UnknownMember[]): void {
  if (value === null || typeof value !== 'object') return;
  const variants = schemas.flatMap((schema) => variantsFor(schema, value));
  if (Array.isArray(value)) {
    const items = variants.flatMap((one): JsonSchema[] => (one.items ? [one.items] : []));
    for (const [index, item] of value.entries()) {
      // Asked here too: half a million places would be put together for numbers that have no members.
      if (typeof item === 'object') visit(items, item, `${place}[${index}]`, found);
    }
    return;
  }
  const objects = variants.filter(({ properties }) => properties);
  if (objects.length === 0 || variants.some(isOpen)) return;
  const isClosed = objects.some(({ additionalProperties }) => additionalProperties === false);
  for (const [name, member] of Object.entries(value)) {
    const declared = objects.flatMap(({ properties }): JsonSchema[] => {
      const own = Object.hasOwn(properties!, name) ? properties![name] : undefined;
      return own ? [own] : [];
    });
    if (declared.length > 0) visit(declared, member, `${place}.${name}`, found);
    else if (!isClosed) {
      const known = [...new Set(objects.flatMap(({ properties = {} }) => Object.keys(properties)))];
      found.push({ path: `${place}.${name}`, name, known });
    }
  }
}

/** A schema and its alternatives; of those told apart by a member, only the one that the value names. */
function variantsFor(schema: JsonSchema, value: object): JsonSchema[] {
  const { discriminator, oneOf = [] as JsonSchema[], anyOf = [] as JsonSchema[], allOf = [] as JsonSchema[] } = schema;
  const tag = (discriminator as { propertyName: string } | undefined)?.propertyName;
  const named = tag === undefined ? undefined : (value as Record<string, unknown>)[tag];
  const isMeant = ({ properties = {} }: JsonSchema) => tag === undefined || properties[tag]?.const === named;
  return [
    schema,
    ...[...oneOf.filter(isMeant), ...anyOf, ...allOf].flatMap((one): JsonSchema[] => variantsFor(one, value)),
  ];
}

function isOpen({ type, properties, additionalProperties, ...schema }: JsonSchema): boolean {
  if (additionalProperties === true || typeof additionalProperties === 'object' || schema.patternProperties)
    return true;
  if (properties || schema.items || schema.anyOf || schema.oneOf || schema.allOf) return false;
  return type === undefined ? !('const' in schema || 'enum' in schema) : [type].flat().includes('object');
}
