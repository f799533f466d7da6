/** Queries on the wire (reference §5.2, §5.3). */
import { type Static, Type } from 'typebox';
import { ImageMetadata, Table } from '../../ingest/structured-document.ts';
import { LANGUAGE_NAMES } from '../languages.ts';
import { KeyedSearchCorpus, QueryText, SearchCorpus, SearchParameters } from './search-schema.ts';

const oneOf = <const Words extends readonly string[]>(words: Words) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: words });

export const Language = Type.Unsafe<string>({
  type: 'string',
  enum: ['auto', ...Object.keys(LANGUAGE_NAMES)],
  default: 'auto',
});

export const CitationStyle = oneOf(['none', 'numeric', 'html', 'markdown'] as const);
export type CitationStyle = Static<typeof CitationStyle>;

export const GenerationParameters = Type.Object({
  enabled: Type.Optional(Type.Boolean({ default: true })),
  generation_preset_name: Type.Optional(Type.String({ minLength: 1 })),
  prompt_name: Type.Optional(Type.String({ minLength: 1, deprecated: true })),
  max_used_search_results: Type.Optional(Type.Integer({ minimum: 0 })),
  prompt_template: Type.Optional(Type.String()),
  prompt_text: Type.Optional(Type.String({ deprecated: true })),
  max_response_characters: Type.Optional(Type.Integer({ minimum: 0 })),
  response_language: Type.Optional(Language),
  model_parameters: Type.Optional(
    Type.Object({
      llm_name: Type.Optional(Type.String()),
      max_tokens: Type.Optional(Type.Integer({ minimum: 1 })),
      temperature: Type.Optional(Type.Number()),
      frequency_penalty: Type.Optional(Type.Number()),
      presence_penalty: Type.Optional(Type.Number()),
    }),
  ),
  citations: Type.Optional(
    Type.Object({
      style: Type.Optional(CitationStyle),
      url_pattern: Type.Optional(
        Type.String({ description: 'For html and markdown; {doc.id}, {doc.key}, {part.key}.' }),
      ),
      text_pattern: Type.Optional(Type.String({ description: 'For html and markdown; the number when absent.' })),
    }),
  ),
  enable_factual_consistency_score: Type.Optional(Type.Boolean({ default: true })),
});
export type GenerationParameters = Static<typeof GenerationParameters>;

const options = {
  save_history: Type.Optional(Type.Boolean({ description: 'Absent: as the corpora are set.' })),
  intelligent_query_rewriting: Type.Optional(Type.Boolean({ default: false })),
  generation: Type.Optional(GenerationParameters),
  stream_response: Type.Optional(Type.Boolean({ default: false })),
};

export const QueryRequest = Type.Object({
  query: QueryText,
  search: Type.Object({ corpora: Type.Array(KeyedSearchCorpus, { minItems: 1 }), ...SearchParameters }),
  ...options,
});
export type QueryRequest = Static<typeof QueryRequest>;

/** Without `corpora`: the settings of the one corpus sit directly in `search`. */
export const QueryCorpusRequest = Type.Object({
  query: QueryText,
  search: Type.Optional(Type.Object({ ...SearchCorpus, ...SearchParameters })),
  ...options,
});
export type QueryCorpusRequest = Static<typeof QueryCorpusRequest>;

/** The query string of a plain search. */
export const SearchCorpusQuery = Type.Object({
  query: QueryText,
  limit: SearchParameters.limit,
  offset: SearchParameters.offset,
  save_history: options.save_history,
  intelligent_query_rewriting: options.intelligent_query_rewriting,
});

const Metadata = Type.Record(Type.String(), Type.Unknown());

export const SearchResult = Type.Object({
  result_type: Type.Union([Type.Literal('text'), Type.Literal('image')]),
  text: Type.String(),
  score: Type.Number(),
  part_metadata: Metadata,
  document_metadata: Metadata,
  document_id: Type.String(),
  request_corpora_index: Type.Integer({ description: 'Index into search.corpora.' }),
  corpus_key: Type.String(),
  table: Type.Optional(Table),
  image: Type.Optional(ImageMetadata),
});
export type SearchResult = Static<typeof SearchResult>;

export const RewrittenQuery = Type.Object({
  corpus_key: Type.String(),
  filter_extraction: Type.Object({
    query: Type.Optional(Type.String()),
    metadata_filter: Type.Optional(Type.String()),
  }),
});
export type RewrittenQuery = Static<typeof RewrittenQuery>;

export const answerFields = {
  response_language: Type.Optional(Type.String({ description: 'Resolved, never auto.' })),
  search_results: Type.Array(SearchResult),
  factual_consistency_score: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  rendered_prompt: Type.Optional(Type.String({ description: 'The prompt as it was sent to the LLM.' })),
  warnings: Type.Optional(
    Type.Array(
      oneOf([
        'exceeded_max_input_length_fcs',
        'intelligent_query_rewriting_failed',
        'fcs_language_not_supported',
      ] as const),
    ),
  ),
  rewritten_queries: Type.Optional(Type.Array(RewrittenQuery)),
};

export const QueryFullResponse = Type.Object({ summary: Type.Optional(Type.String()), ...answerFields });
export type QueryFullResponse = Static<typeof QueryFullResponse>;
