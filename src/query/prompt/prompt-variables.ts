/** What a prompt template can refer to (docs/behaviour/prompts.md, Variables). */

import type { Table } from '../../ingest/structured-document.ts';
import { tableMarkdown } from '../../ingest/tables.ts';
import { accessors, fromJson, TemplateObject, type Value } from '../../velocity/velocity.ts';
import { LANGUAGE_NAMES } from '../languages.ts';
import type { GenerationPlan } from '../plan/query-plan.ts';
import type { SearchResult } from '../query-schema.ts';

/** The documented list, its fourth word included: templates in the field may compare with it. */
const ORDINALS = ['first', 'second', 'third', 'forth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

const CITATION_INSTRUCTIONS =
  'Behind each statement put the number of the search result it comes from in square brackets, like [1].';

type PromptPlan = Pick<GenerationPlan, 'language' | 'maxResponseCharacters'>;

export function promptVariables(plan: PromptPlan, query: string, results: SearchResult[]): Map<string, Value> {
  const variables = new Map<string, Value>([
    ['vectaraQuery', query],
    ['vectaraQueryResults', resultObjects(results)],
    ['vectaraIdxWord', ORDINALS],
    ['vectaraLangCode', plan.language],
    ['vectaraLangName', LANGUAGE_NAMES[plan.language] ?? plan.language],
    ['vectaraCitationInstructions', CITATION_INSTRUCTIONS],
  ]);
  if (plan.maxResponseCharacters !== undefined) variables.set('vectaraOutChars', plan.maxResponseCharacters);
  return variables;
}

/** The first result of each table brings the whole of it; further ones only their own text. */
function resultObjects(results: SearchResult[]): TemplateObject[] {
  const seen = new Set<string>();
  return results.map((result) => {
    const key = JSON.stringify([result.corpus_key, result.document_id, result.table?.id]);
    const bringsTable = result.table !== undefined && !seen.has(key);
    seen.add(key);
    return resultObject(result, bringsTable);
  });
}

function resultObject(result: SearchResult, bringsTable: boolean): TemplateObject {
  const { table } = result;
  const docMetadata = metadataObject(result.document_metadata);
  const partMetadata = metadataObject(result.part_metadata);
  const text = () => (table && bringsTable ? withTable(result.text, tableMarkdown(table)) : result.text);
  return new TemplateObject({
    methods: accessors({
      text,
      docMetadata: () => docMetadata,
      partMetadata: () => partMetadata,
      hasTable: () => table !== undefined,
      table: () => (table ? tableObject(table) : null),
      score: () => result.score,
      documentId: () => result.document_id,
      corpusKey: () => result.corpus_key,
    }),
    print: text,
  });
}

/** A part that sums the table up may be its Markdown already. */
const withTable = (text: string, table: string) => (text.includes(table) ? text : `${text}\n\n${table}`);

/**
 * Metadata as templates see it (docs/behaviour/prompts.md, Variables): prints as JSON; a key it lacks is empty text
 * rather than nothing.
 */
export function metadataObject(metadata: Record<string, unknown>): TemplateObject {
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

/** A table as templates see it (docs/behaviour/prompts.md, Other templates); a bare reference prints it as Markdown. */
export function tableObject(table: Table): TemplateObject {
  const markdown = () => tableMarkdown(table);
  return new TemplateObject({
    methods: accessors({
      title: () => table.title ?? '',
      description: () => table.description ?? '',
      json: () => JSON.stringify(table),
      markdown,
    }),
    print: markdown,
  });
}
