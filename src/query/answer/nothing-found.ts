/**
 * Said without calling any LLM when nothing was found (docs/behaviour/query.md, Order of work): Vectara's own words in any
 * language, since clients compare with them.
 */
export const NOTHING_FOUND =
  'The returned results did not contain sufficient information to be summarized into a useful answer for your query. Please try a different search or restate your query differently.';
