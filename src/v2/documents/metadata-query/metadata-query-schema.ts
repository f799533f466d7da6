/** Fuzzy search over metadata on the wire (docs/behaviour/search.md, Metadata query). */
import { type Static, Type } from 'typebox';
import { FilterLevel } from '../../../retrieval/filter/filter-attribute.ts';
import { Metadata } from '../documents-schema.ts';

export const FieldQuery = Type.Object({
  field: Type.String({ minLength: 1, description: 'The name of a filter attribute, without `doc.` or `part.`.' }),
  query: Type.String(),
  weight: Type.Optional(Type.Number({ exclusiveMinimum: 0, default: 1 })),
  fuzzy: Type.Optional(Type.Boolean({ default: true, description: 'Whether typing errors are forgiven.' })),
  prefix: Type.Optional(
    Type.Unsafe<number | null>({
      type: 'integer',
      minimum: 1,
      default: 3,
      nullable: true,
      description: 'How long a word must be to match the beginning of another; null for never.',
    }),
  ),
});
export type FieldQuery = Static<typeof FieldQuery>;

export const MetadataQueryRequest = Type.Object({
  level: Type.Optional(Type.Enum(FilterLevel.enum, { default: 'document' })),
  queries: Type.Array(FieldQuery, { minItems: 1 }),
  metadata_filter: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })),
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
});

export const MetadataQueryResponse = Type.Object({
  documents: Type.Array(
    Type.Object({
      doc_id: Type.String(),
      score: Type.Number(),
      metadata: Type.Unsafe<Record<string, unknown>>({ ...Metadata, description: 'Of the document, or of the part.' }),
    }),
  ),
  total_count: Type.Integer({ description: 'Matches on all pages.' }),
});
