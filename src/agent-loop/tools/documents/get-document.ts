import { artifactsOf } from '../../../v2/artifacts/artifacts-repository.ts';
import { toReference } from '../../../v2/artifacts/uploads.ts';
import { corporaOf } from '../../../v2/corpora/corpora-repository.ts';
import { type DocumentRecord, type StoredPart, shownMetadata } from '../../../v2/documents/document-record.ts';
import { documentsOf } from '../../../v2/documents/documents-repository.ts';
import { readPartsInTurns } from '../../../v2/documents/read-parts.ts';
import { GetDocument } from '../../../v2/tools/built-in-arguments.ts';
import { requireMayOnCorpora } from '../../identity-rights.ts';
import type { Turn } from '../../turn.ts';
import { builtInTool } from '../built-in-tool.ts';

type Json = Record<string, unknown>;

/** Shows the model a document with all of its parts. */
export const getDocument = builtInTool<'dynamic_vectara', typeof GetDocument>(
  GetDocument,
  async ({ corpus_key, document_id }, call) => {
    const { document, parts } = await read(call, corpus_key, document_id);
    const shown = parts.map(({ text, metadata }) => ({ text, metadata }));
    return { output: { document_id, corpus_key, metadata: shownMetadata(document), parts: shown } };
  },
);

/** Keeps the text of a document as an artifact, and its metadata as another one. */
export const getDocumentText = builtInTool<'get_document_text', typeof GetDocument>(
  GetDocument,
  async ({ corpus_key, document_id }, call) => {
    const { account, session, configuration } = call;
    const { include = true, exclude_paths = [] } = configuration.tool_configuration?.metadata ?? {};
    const { document, parts } = await read(call, corpus_key, document_id);
    const kept = artifactsOf(account);
    const from = { tool: 'get_document_text', corpus_key, document_id };
    const text = await kept.create(session, {
      filename: `${document_id}.txt`,
      mimeType: 'text/plain',
      bytes: Buffer.from(parts.map((part) => part.text).join('\n')),
      metadata: from,
    });
    if (!include) return { output: toReference(text) };
    const metadata = await kept.create(session, {
      filename: `${document_id}_metadata.json`,
      mimeType: 'application/json',
      bytes: Buffer.from(JSON.stringify(withoutPaths(shownMetadata(document), exclude_paths), null, 2)),
      metadata: from,
    });
    return { output: { ...toReference(text), metadata_artifact_id: metadata.id } };
  },
);

/** Throws 404, and ToolError where the agent may not read it. */
async function read(
  { account, agent }: Pick<Turn, 'account' | 'agent'>,
  corpusKey: string,
  id: string,
): Promise<{ document: DocumentRecord; parts: StoredPart[] }> {
  requireMayOnCorpora({ account, agent }, 'getCorpusDocument', [corpusKey]);
  const document = documentsOf(account).get(corporaOf(account).getEnabled(corpusKey), id);
  const parts: StoredPart[] = [];
  await readPartsInTurns(account, document, (slice) => {
    parts.push(...slice);
  });
  return { document, parts };
}

/** `paths` are names with dots between them. */
const withoutPaths = (metadata: Json, paths: readonly string[]): Json =>
  paths.reduce((left, path) => without(left, path.split('.')), metadata);

function without(value: Json, [name = '', ...rest]: string[]): Json {
  if (!Object.hasOwn(value, name)) return value;
  const { [name]: own, ...others } = value;
  if (rest.length === 0) return others;
  return typeof own === 'object' && own !== null ? { ...value, [name]: without(own as Json, rest) } : value;
}
