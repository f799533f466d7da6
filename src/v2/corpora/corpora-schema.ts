/** Corpora on the wire (docs/behaviour/corpora.md, What a corpus is). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { FilterAttribute } from '../../retrieval/filter/filter-attribute.ts';

export const CorpusKey = Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-zA-Z0-9_=-]+$' });

export const CustomDimension = Type.Object({
  name: Type.String({ minLength: 1 }),
  description: Type.Optional(Type.String()),
  indexing_default: Type.Optional(Type.Number({ default: 0, description: 'The value of parts that give none.' })),
  querying_default: Type.Optional(Type.Number({ default: 0, description: 'The weight in queries that give none.' })),
});
export type CustomDimension = Static<typeof CustomDimension>;

const encoderId = Type.Optional(Type.String({ pattern: '^enc_[0-9]+$', deprecated: true }));

/** Ours: each is a column of an index table, of which SQLite allows 2,000. */
export const MOST_ATTRIBUTES = 1_000;

export const CreateCorpusRequest = Type.Object({
  key: CorpusKey,
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  save_history: Type.Optional(Type.Boolean()),
  queries_are_answers: Type.Optional(Type.Boolean()),
  documents_are_questions: Type.Optional(Type.Boolean()),
  encoder_id: encoderId,
  encoder_name: Type.Optional(Type.String()),
  filter_attributes: Type.Optional(Type.Array(FilterAttribute, { maxItems: MOST_ATTRIBUTES })),
  custom_dimensions: Type.Optional(Type.Array(CustomDimension, { maxItems: MOST_ATTRIBUTES })),
});
export type CreateCorpusRequest = Static<typeof CreateCorpusRequest>;

export const UpdateCorpusRequest = Type.Object({
  enabled: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  save_history: Type.Optional(Type.Boolean()),
});
export type UpdateCorpusRequest = Static<typeof UpdateCorpusRequest>;

const count = (description: string) => Type.Optional(Type.Integer({ description }));

export const Corpus = Type.Object({
  id: Type.String(),
  key: CorpusKey,
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
  chat_history_corpus: Type.Boolean(),
  queries_are_answers: Type.Boolean(),
  documents_are_questions: Type.Boolean(),
  encoder_id: encoderId,
  encoder_name: Type.String(),
  save_history: Type.Boolean(),
  filter_attributes: Type.Array(FilterAttribute),
  custom_dimensions: Type.Array(CustomDimension),
  limits: Type.Optional(
    Type.Object({
      used_docs: count('Documents.'),
      used_parts: count('Parts.'),
      used_bytes: count('Never filled, as in the service.'),
      used_characters: count('Characters of all parts and of all metadata.'),
      max_bytes: count('Never filled, as in the service.'),
      max_metadata_bytes: count('Largest metadata of a document, in bytes.'),
      index_rate: count('Never filled, as in the service.'),
    }),
  ),
  created_at: Type.String({ format: 'date-time' }),
});
export type Corpus = Static<typeof Corpus>;

export const ListCorporaQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over key, name and description.' })),
  corpus_id: Type.Optional(Type.Array(Type.String({ pattern: '^crp_[0-9]+$' }))),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListCorporaResponse = Type.Object({ corpora: Type.Array(Corpus), metadata: ListMetadata });
