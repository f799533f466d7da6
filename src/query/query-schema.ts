/**
 * Searches, rerankers, queries and their answers on the wire (docs/behaviour/query.md, Request and Response;
 * docs/behaviour/search.md, Results; docs/behaviour/rerankers.md, Requests).
 */
import { type Static, type TSchema, Type } from 'typebox';
import { discriminatedUnion } from '../http/schemas.ts';
import { ImageMetadata, Table } from '../ingest/structured-document.ts';
import { LANGUAGE_NAMES } from './languages.ts';

const limit = Type.Optional(Type.Integer({ minimum: 1, description: 'Results that are kept.' }));
const cutoff = Type.Optional(Type.Number({ description: 'Lowest score that is kept.' }));

const CustomerReranker = Type.Object({
  type: Type.Literal('customer_reranker'),
  reranker_id: Type.Optional(Type.String({ pattern: '^rnk_(?!272725718$)\\d+$', deprecated: true })),
  reranker_name: Type.Optional(Type.String()),
  limit,
  cutoff,
  include_context: Type.Optional(Type.Boolean({ default: true, description: 'Whether the context is scored too.' })),
  instructions: Type.Optional(Type.String({ description: 'For rerankers that follow instructions.' })),
});

const MmrReranker = Type.Object({
  type: Type.Literal('mmr'),
  diversity_bias: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Default 0.3.' })),
  limit,
  cutoff,
});

const UserFunctionReranker = Type.Object({
  type: Type.Literal('userfn'),
  user_function: Type.Optional(Type.String()),
  limit,
  cutoff,
});

const NoneReranker = Type.Object({ type: Type.Literal('none'), limit });

export interface RerankerRequest {
  type: 'customer_reranker' | 'mmr' | 'userfn' | 'none' | 'chain';
  reranker_id?: string;
  reranker_name?: string;
  limit?: number;
  cutoff?: number;
  include_context?: boolean;
  instructions?: string;
  diversity_bias?: number;
  user_function?: string;
  rerankers?: RerankerRequest[];
}

export const MAX_CHAIN = 50;
/** Chains in chains, as deep as JSON Schema is written out; `planRerank` refuses what is nested deeper. */
export const MAX_CHAIN_DEPTH = 3;

const reranker = (depth: number): TSchema =>
  discriminatedUnion([
    CustomerReranker,
    UserFunctionReranker,
    MmrReranker,
    Type.Object({
      type: Type.Literal('chain'),
      rerankers: Type.Array(Type.Unsafe(depth > 1 ? reranker(depth - 1) : { type: 'object' }), { maxItems: MAX_CHAIN }),
    }),
    NoneReranker,
  ]);

export const SearchReranker = Type.Unsafe<RerankerRequest>(reranker(MAX_CHAIN_DEPTH));

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

const event = <Name extends string, Own extends Parameters<typeof Type.Object>[0]>(type: Name, own: Own) =>
  Type.Object({ type: Type.Literal(type), ...own });

const searchResults = event('search_results', {
  search_results: Type.Array(SearchResult),
  rewritten_queries: Type.Optional(Type.Array(RewrittenQuery)),
});
const chatInfo = event('chat_info', { chat_id: Type.String(), turn_id: Type.String() });
const generated = [
  event('generation_chunk', { generation_chunk: Type.String() }),
  event('generation_end', {}),
  event('generation_info', {
    rendered_prompt: Type.String(),
    rephrased_query: Type.Optional(Type.String({ description: 'On every turn of a chat but the first.' })),
  }),
];
const score = event('factual_consistency_score', { factual_consistency_score: Type.Number() });
const ending = [event('error', { messages: Type.Array(Type.String()) }), event('end', {})];

export const QueryStreamedResponse = discriminatedUnion([searchResults, ...generated, score, ...ending]);
export const ChatStreamedResponse = discriminatedUnion([searchResults, chatInfo, ...generated, score, ...ending]);
export const GenerationStreamedResponse = discriminatedUnion([...generated, ...ending]);
