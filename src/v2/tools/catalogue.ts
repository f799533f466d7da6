/** The tools that the platform brings (docs/behaviour/agents.md, Tools). Texts are ours. */
import * as args from './built-in-arguments.ts';
import type { BuiltInType, Tool } from './tools-schema.ts';

const dated = /_(\d{4})(\d{2})(\d{2})$/;

function tool(id: string, type: BuiltInType, category: string, description: string, input_schema: object): Tool {
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
    input_schema: input_schema as Tool['input_schema'],
    category,
    lineage: name,
    ...(year === undefined ? {} : { version: `${year}-${month}-${day}` }),
    ...(category === 'indexing' ? { tool_groups: ['document_ingestion'] } : {}),
  };
}

const dynamic = (name: string, category: string, description: string, input_schema: object) =>
  tool(`tol_vectara_${name}`, 'dynamic_vectara', category, description, input_schema);

const nameIn = (id: string): string => id.replace(/^tol_(vectara_)?/, '').replace(dated, '');

const FINDS_PASSAGES = 'Searches corpora for passages that answer a query.';
const CONVERTS = 'Turns a file into Markdown or a structured document.';
const ADDS_SECTIONS = 'Adds a document of sections to a corpus.';

/** By name, as they are listed. */
export const CATALOGUE: readonly Tool[] = [
  tool('tol_artifact_create', 'artifact_create', 'artifacts', 'Keeps a text with the session.', args.ArtifactCreate),
  tool(
    'tol_artifact_grep',
    'artifact_grep',
    'artifacts',
    'Finds lines of an artifact by a pattern.',
    args.ArtifactGrep,
  ),
  dynamic('artifact_jq', 'artifacts', 'Runs a jq program over an artifact of JSON.', args.ArtifactJq),
  tool('tol_artifact_read', 'artifact_read', 'artifacts', 'Reads an artifact, or lines of it.', args.ArtifactRead),
  dynamic('core_document_create_20260513', 'indexing', 'Makes a document of parts.', args.CoreDocumentCreate),
  dynamic('core_document_index_20260220', 'indexing', 'Adds a document of parts to a corpus.', args.CoreDocumentIndex),
  dynamic('core_document_index_20260721', 'indexing', 'Adds a document of parts to a corpus.', args.CoreDocumentIndex),
  tool('tol_corpora_search', 'corpora_search', 'retrieval', FINDS_PASSAGES, args.CorporaSearch),
  dynamic('corpora_search_20260608', 'retrieval', 'Searches the corpora that are named.', args.ChosenCorporaSearch),
  dynamic('current_time', 'utilities', 'Tells the time.', args.CurrentTime),
  tool('tol_document_conversion', 'document_conversion', 'artifacts', CONVERTS, args.DocumentConversion),
  dynamic('finalize_core_documents_20260727', 'indexing', 'Checks documents of parts.', args.FinalizeCoreDocuments),
  dynamic('get_document_20260703', 'retrieval', 'Gets a document of a corpus.', args.GetDocument),
  tool('tol_get_document_text', 'get_document_text', 'retrieval', 'Gets the text of a document.', args.GetDocument),
  tool('tol_image_read', 'image_read', 'artifacts', 'Shows a picture among the artifacts.', args.ImageRead),
  dynamic('slack_post_message', 'utilities', 'Posts a message in Slack.', args.SlackPostMessage),
  dynamic('structured_document_index', 'indexing', ADDS_SECTIONS, args.StructuredDocumentIndex),
  tool('tol_sub_agent', 'sub_agent', 'orchestration', 'Gives a task to another agent.', args.SubAgent),
  dynamic('text_to_core_document_20260526', 'indexing', 'Makes a document of a text.', args.TextToCoreDocument),
  tool('tol_web_get', 'web_get', 'web', 'Fetches an address.', args.WebGet),
  tool('tol_web_search', 'web_search', 'web', 'Searches the web.', args.WebSearch),
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
