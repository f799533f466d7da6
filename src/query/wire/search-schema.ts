/** What is searched and how, on the wire (reference corpora §7.2, §7.3, §7.8). */
import { type Static, Type } from 'typebox';
import { SearchReranker } from './rerank-schema.ts';

const count = Type.Optional(Type.Integer({ minimum: 0 }));

export const ContextConfiguration = Type.Object({
  characters_before: count,
  characters_after: count,
  sentences_before: count,
  sentences_after: count,
  start_tag: Type.Optional(Type.String()),
  end_tag: Type.Optional(Type.String()),
  full_document_context: Type.Optional(Type.Boolean()),
});

export const QueryText = Type.String({ minLength: 1, maxLength: 5000, pattern: '\\S' });

/** Of one corpus. */
export const SearchCorpus = {
  custom_dimensions: Type.Optional(Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()])),
  metadata_filter: Type.Optional(Type.String({ maxLength: 8000 })),
  lexical_interpolation: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: '0 is neural only, 1 keywords only. Default 0.' }),
  ),
  semantics: Type.Optional(
    Type.Union([Type.Literal('default'), Type.Literal('query'), Type.Literal('response')], { default: 'default' }),
  ),
};

export const KeyedSearchCorpus = Type.Object({
  corpus_key: Type.String({ maxLength: 50 }),
  query: Type.Optional(QueryText),
  ...SearchCorpus,
});
export type KeyedSearchCorpus = Static<typeof KeyedSearchCorpus>;

/** Of the whole search. */
export const SearchParameters = {
  offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, default: 10, description: 'Capped at 1000.' })),
  context_configuration: Type.Optional(ContextConfiguration),
  reranker: Type.Optional(SearchReranker),
  max_by: Type.Optional(Type.Literal('doc.id')),
};
