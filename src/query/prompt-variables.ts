/** What a prompt template can refer to (reference §4.3). */
import { accessors, TemplateObject } from '../velocity/template-object.ts';
import { fromJson, type Value } from '../velocity/value.ts';
import { LANGUAGE_NAMES } from './languages.ts';
import type { GenerationPlan } from './query-plan.ts';
import type { SearchResult } from './query-schema.ts';

/** The documented list, its fourth word included: templates in the field may compare with it. */
const ORDINALS = ['first', 'second', 'third', 'forth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

const CITATION_INSTRUCTIONS =
  'Behind each statement put the number of the search result it comes from in square brackets, like [1].';

type PromptPlan = Pick<GenerationPlan, 'language' | 'maxResponseCharacters'>;

export function promptVariables(plan: PromptPlan, query: string, results: SearchResult[]): Map<string, Value> {
  const variables = new Map<string, Value>([
    ['vectaraQuery', query],
    ['vectaraQueryResults', results.map(resultObject)],
    ['vectaraIdxWord', ORDINALS],
    ['vectaraLangCode', plan.language],
    ['vectaraLangName', LANGUAGE_NAMES[plan.language] ?? plan.language],
    ['vectaraCitationInstructions', CITATION_INSTRUCTIONS],
  ]);
  if (plan.maxResponseCharacters !== undefined) variables.set('vectaraOutChars', plan.maxResponseCharacters);
  return variables;
}

function resultObject(result: SearchResult): TemplateObject {
  return new TemplateObject({
    methods: accessors({
      text: () => result.text,
      docMetadata: () => metadataObject(result.document_metadata),
      partMetadata: () => metadataObject(result.part_metadata),
      score: () => result.score,
      documentId: () => result.document_id,
      corpusKey: () => result.corpus_key,
    }),
    print: () => result.text,
  });
}

/** Metadata prints as JSON; a key it lacks is empty text rather than nothing. */
function metadataObject(metadata: Record<string, unknown>): TemplateObject {
  const entries = fromJson(metadata) as ReadonlyMap<string, Value>;
  return new TemplateObject({
    properties: Object.fromEntries(entries),
    methods: {
      present: () => entries.size > 0,
      get: (key) => entries.get(String(key)) ?? '',
    },
    print: () => JSON.stringify(metadata),
  });
}
