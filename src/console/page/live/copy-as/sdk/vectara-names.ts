/** How the Vectara SDK for TypeScript names what a query says: its own names are in camel case, those of users stay. */
const NAMES = new Set(
  `query search corpora corpus_key custom_dimensions metadata_filter lexical_interpolation semantics offset limit
  context_configuration characters_before characters_after sentences_before sentences_after start_tag end_tag
  reranker type reranker_id reranker_name cutoff include_context diversity_bias user_function rerankers
  generation generation_preset_name prompt_template max_used_search_results max_response_characters response_language
  model_parameters llm_name max_tokens temperature frequency_penalty presence_penalty
  citations style url_pattern text_pattern enable_factual_consistency_score enabled
  save_history intelligent_query_rewriting`.split(/\s+/),
);
/** What is inside has names that users chose. */
const OPEN = new Set(['custom_dimensions']);

/** Undefined where there is a name that the SDK may not know. Nulls are left out, as they mean. */
export function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(inCamelCase);
    return members.includes(undefined) ? undefined : members;
  }
  if (value === null || typeof value !== 'object') return value;
  const renamed: Record<string, unknown> = {};
  for (const [name, each] of Object.entries(value)) {
    if (each === null || each === undefined) continue;
    const own = OPEN.has(name) ? each : inCamelCase(each);
    if (!NAMES.has(name) || own === undefined) return undefined;
    renamed[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] = own;
  }
  return renamed;
}
