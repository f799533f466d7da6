/** What a corpus declares about its metadata so that filters can use it (docs/behaviour/corpora.md, Filter attributes). */
import { type Static, Type } from 'typebox';

export const FilterLevel = Type.Enum(['document', 'part']);
export type FilterLevel = Static<typeof FilterLevel>;

export const FilterAttributeType = Type.Enum([
  'integer',
  'real_number',
  'text',
  'boolean',
  'list[integer]',
  'list[real_number]',
  'list[text]',
]);
export type FilterAttributeType = Static<typeof FilterAttributeType>;

export const FilterAttribute = Type.Object({
  name: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'The key of the value inside the metadata object, or a dotted path to it. Unique within its level.',
  }),
  level: FilterLevel,
  description: Type.Optional(Type.String()),
  indexed: Type.Optional(Type.Boolean({ default: true, description: 'A performance hint; results are the same.' })),
  type: FilterAttributeType,
});
export type FilterAttribute = Static<typeof FilterAttribute>;

/** A scalar type: that of an attribute without a list, or of a list's elements. */
export type ScalarType = 'integer' | 'real_number' | 'text' | 'boolean';

/** `list[text]` → `text`; undefined for a type that is no list. */
export function elementType(type: FilterAttributeType): ScalarType | undefined {
  return /^list\[(\w+)\]$/.exec(type)?.[1] as ScalarType | undefined;
}
