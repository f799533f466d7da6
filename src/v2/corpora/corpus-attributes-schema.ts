/**
 * Filter attributes and sizes of a corpus on the wire (docs/behaviour/corpora.md, Replacing filter attributes to Filter
 * attribute statistics).
 */

import { type Static, Type } from 'typebox';
import { FilterAttribute, FilterAttributeType } from '../../retrieval/filter/filter-attribute.ts';
import { MOST_ATTRIBUTES } from './corpora-schema.ts';

export const ReplaceFilterAttributesRequest = Type.Object({
  filter_attributes: Type.Array(FilterAttribute, { maxItems: MOST_ATTRIBUTES }),
});
export const ReplaceFilterAttributesResponse = Type.Object({ job_id: Type.String() });

export const ComputeCorpusSizeResponse = Type.Object({
  used_docs: Type.Optional(Type.Integer({ description: 'Documents.' })),
  used_parts: Type.Optional(Type.Integer({ description: 'Parts.' })),
  used_characters: Type.Optional(Type.Integer({ description: 'Characters of all parts.' })),
  used_metadata_characters: Type.Optional(
    Type.Integer({ description: 'Characters of the metadata of all documents and parts, as compact JSON.' }),
  ),
});

export const FilterAttributeStatsQuery = Type.Object({
  fields: Type.Optional(Type.String({ description: 'Like `doc.year,part.status`; all attributes where absent.' })),
  metadata_filter: Type.Optional(Type.String({ description: 'What is counted.' })),
  max_values: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Of each attribute, the most frequent.' }),
  ),
});

export const FilterAttributeStat = Type.Object({
  name: Type.String({ description: 'With the level in front, as a filter writes it.' }),
  type: FilterAttributeType,
  description: Type.Optional(Type.String()),
  values: Type.Array(
    Type.Object({ value: Type.Unknown(), count: Type.Integer({ description: 'Documents, or parts.' }) }),
  ),
  stats: Type.Optional(Type.Object({ min: Type.Number(), max: Type.Number(), avg: Type.Number(), sum: Type.Number() })),
});
export type FilterAttributeStat = Static<typeof FilterAttributeStat>;

export const FilterAttributeStatsResponse = Type.Object({ filter_attribute_stats: Type.Array(FilterAttributeStat) });
