/** The tools that the platform brings (docs/behaviour/agents.md, Tools). Texts and arguments are ours. */
import type { BuiltInType, Tool } from './tools-schema.ts';

type Parameter = 'string' | 'integer' | 'boolean' | 'object' | 'array';
/** By name; a trailing `*` is for those that are required. */
type Parameters = Record<string, Parameter>;

const schemaOf = (parameters: Parameters) => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(parameters).map(([name, type]) => [
      name.replace('*', ''),
      type === 'array' ? { type, items: { type: 'string' } } : { type },
    ]),
  ),
  required: Object.keys(parameters)
    .filter((name) => name.endsWith('*'))
    .map((name) => name.slice(0, -1)),
});

const dated = /_(\d{4})(\d{2})(\d{2})$/;

function tool(id: string, type: BuiltInType, category: string, description: string, parameters: Parameters): Tool {
  const name = nameIn(id);
  const [, year, month, day] = dated.exec(id) ?? [];
  return {
    id,
    name,
    title: name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' '),
    description,
    documentation: description,
    type,
    enabled: true,
    experimental: false,
    input_schema: schemaOf(parameters),
    category,
    lineage: name,
    ...(year === undefined ? {} : { version: `${year}-${month}-${day}` }),
    ...(category === 'indexing' ? { tool_groups: ['document_ingestion'] } : {}),
  };
}

const nameIn = (id: string): string => id.replace(/^tol_(vectara_)?/, '').replace(dated, '');

const indexing = { 'corpus_key*': 'string', 'document*': 'object' } as const;

/** By name, as they are listed. */
export const CATALOGUE: readonly Tool[] = [
  tool('tol_artifact_create', 'artifact_create', 'artifacts', 'Keeps a text or a file with the session.', {
    'filename*': 'string',
    'content*': 'string',
    mime_type: 'string',
  }),
  tool('tol_artifact_grep', 'artifact_grep', 'artifacts', 'Finds the lines of an artifact that match a pattern.', {
    'artifact_id*': 'string',
    'pattern*': 'string',
    grep_options: 'array',
  }),
  tool('tol_vectara_artifact_jq', 'dynamic_vectara', 'artifacts', 'Runs a jq program over an artifact of JSON.', {
    'artifact_id*': 'string',
    'filter*': 'string',
  }),
  tool('tol_artifact_read', 'artifact_read', 'artifacts', 'Reads an artifact, or some of its lines.', {
    'artifact_id*': 'string',
    encoding: 'string',
    start_line: 'integer',
    end_line: 'integer',
  }),
  tool(
    'tol_vectara_core_document_create_20260513',
    'dynamic_vectara',
    'indexing',
    'Makes a document of parts.',
    indexing,
  ),
  tool(
    'tol_vectara_core_document_index_20260220',
    'dynamic_vectara',
    'indexing',
    'Adds a document of parts to a corpus.',
    indexing,
  ),
  tool(
    'tol_vectara_core_document_index_20260721',
    'dynamic_vectara',
    'indexing',
    'Adds a document of parts to a corpus.',
    indexing,
  ),
  tool('tol_corpora_search', 'corpora_search', 'retrieval', 'Searches corpora for passages that answer a query.', {
    'query*': 'string',
  }),
  tool(
    'tol_vectara_corpora_search_20260608',
    'dynamic_vectara',
    'retrieval',
    'Searches corpora that the model chooses.',
    {
      'query*': 'string',
      corpus_keys: 'array',
    },
  ),
  tool('tol_vectara_current_time', 'dynamic_vectara', 'utilities', 'Tells the time.', { timezone: 'string' }),
  tool(
    'tol_document_conversion',
    'document_conversion',
    'artifacts',
    'Turns a file into Markdown or a structured document.',
    {
      'artifact_id*': 'string',
      output_format: 'string',
      description: 'string',
    },
  ),
  tool(
    'tol_vectara_finalize_core_documents_20260727',
    'dynamic_vectara',
    'indexing',
    'Finishes documents that were made in pieces.',
    indexing,
  ),
  tool('tol_vectara_get_document_20260703', 'dynamic_vectara', 'retrieval', 'Gets a document of a corpus.', {
    'document_id*': 'string',
    'corpus_key*': 'string',
  }),
  tool('tol_get_document_text', 'get_document_text', 'retrieval', 'Gets the text of a document.', {
    'document_id*': 'string',
    'corpus_key*': 'string',
  }),
  tool('tol_image_read', 'image_read', 'artifacts', 'Shows the model a picture among the artifacts.', {
    'artifact_id*': 'string',
    detail: 'string',
  }),
  tool('tol_vectara_slack_post_message', 'dynamic_vectara', 'utilities', 'Posts a message in Slack.', {
    'channel*': 'string',
    'text*': 'string',
  }),
  tool(
    'tol_vectara_structured_document_index',
    'dynamic_vectara',
    'indexing',
    'Adds a document of sections to a corpus.',
    indexing,
  ),
  tool('tol_sub_agent', 'sub_agent', 'orchestration', 'Gives a task to another agent.', {
    'message*': 'string',
    session_key: 'string',
    session_tti_minutes: 'integer',
  }),
  tool(
    'tol_vectara_text_to_core_document_20260526',
    'dynamic_vectara',
    'indexing',
    'Makes a document of parts from a text.',
    indexing,
  ),
  tool('tol_web_get', 'web_get', 'web', 'Fetches an address.', {
    'url*': 'string',
    method: 'string',
    headers: 'object',
    body: 'string',
  }),
  tool('tol_web_search', 'web_search', 'web', 'Searches the web.', {
    'query*': 'string',
    limit: 'integer',
    include_domains: 'array',
    exclude_domains: 'array',
  }),
];

/**
 * Three spellings of an id are in use, with and without `vectara` and a date. The exact one wins; where two tools share a
 * name, the dated or prefixed spelling means the dynamic one.
 */
export function findTool(id: string): Tool | undefined {
  const exact = CATALOGUE.find((one) => one.id === id);
  if (exact) return exact;
  const alike = CATALOGUE.filter((one) => one.name === nameIn(id));
  const isDynamic = id.startsWith('tol_vectara_') || dated.test(id);
  return alike.find(({ type }) => (type === 'dynamic_vectara') === isDynamic) ?? alike[0];
}
