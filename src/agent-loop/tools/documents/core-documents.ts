/** Documents of parts, made one step at a time and kept as artifacts (docs/behaviour/agent-tools.md, Indexing). */

import { misfits } from '../../../http/validation.ts';
import { chunkDocument } from '../../../ingest/chunk-document.ts';
import { IngestError } from '../../../ingest/ingest-error.ts';
import { type Artifact, artifactsOf } from '../../../v2/artifacts/artifacts-repository.ts';
import { corporaOf } from '../../../v2/corpora/corpora-repository.ts';
import { createDocument } from '../../../v2/documents/create-document.ts';
import { documentsOf } from '../../../v2/documents/documents-repository.ts';
import { CoreDocument } from '../../../v2/documents/documents-schema.ts';
import { maxDocumentParts } from '../../../v2/documents/to-stored-document.ts';
import {
  CoreDocumentCreate,
  CoreDocumentIndex,
  FinalizeCoreDocuments,
  TextToCoreDocument,
} from '../../../v2/tools/built-in-arguments.ts';
import { requireMayOnCorpora } from '../../identity-rights.ts';
import type { Turn } from '../../turn.ts';
import { findTextArtifact, readJson, readText } from '../artifacts/artifact-text.ts';
import { builtInTool, inWords } from '../built-in-tool.ts';
import { ToolError } from '../tool.ts';

type Context = Pick<Turn, 'account' | 'session'>;

const NO_DOCUMENT = 'A document of parts is JSON.';

async function keep({ account, session }: Context, tool: string, document: CoreDocument): Promise<Artifact> {
  check(document, 'document');
  return artifactsOf(account).create(session, {
    filename: `${document.id}.json`,
    mimeType: 'application/json',
    bytes: Buffer.from(JSON.stringify(document, null, 2)),
    metadata: { tool, document_id: document.id },
  });
}

/** Throws ToolError for what is no document of parts. */
function check(value: unknown, place: string): asserts value is CoreDocument {
  const found = misfits(CoreDocument, value, place);
  if (Object.keys(found).length > 0) throw new ToolError(inWords(found));
}

export const coreDocumentCreate = builtInTool<'dynamic_vectara', typeof CoreDocumentCreate>(
  CoreDocumentCreate,
  async ({ document_id, metadata = {}, parts }, call) => {
    const document = { id: document_id, type: 'core' as const, metadata, document_parts: parts };
    const { id } = await keep(call, 'core_document_create', document);
    return { output: { artifact_id: id, document_id, parts: parts.length } };
  },
);

export const textToCoreDocument = builtInTool<'dynamic_vectara', typeof TextToCoreDocument>(
  TextToCoreDocument,
  async ({ artifact_id, document_id, metadata = {}, max_chars }, call) => {
    const source = findTextArtifact(call, artifact_id, 'Convert it with document_conversion first.');
    const text = await readText(call, source);
    if (text.trim() === '') throw new ToolError(`Artifact '${artifact_id}' has no text.`);
    const chunking_strategy = max_chars === undefined ? {} : { max_chars_per_chunk: max_chars };
    const { parts } = await chunkDocument(
      { sections: [{ text }], chunking_strategy },
      maxDocumentParts(call.account),
    ).catch((error: unknown) => {
      throw error instanceof IngestError ? new ToolError(error.message) : error;
    });
    const id = document_id ?? source.filename;
    const document_parts = parts.map((part) => ({ text: part.text, metadata: part.metadata }));
    const made = await keep(call, 'text_to_core_document', { id, type: 'core', metadata, document_parts });
    return { output: { artifact_id: made.id, document_id: id } };
  },
);

export const finalizeCoreDocuments = builtInTool<'dynamic_vectara', typeof FinalizeCoreDocuments>(
  FinalizeCoreDocuments,
  async ({ artifact_id }, call) => {
    const value = await readJson(call, artifact_id, NO_DOCUMENT);
    const documents = Array.isArray(value) ? value : [value];
    for (const [index, document] of documents.entries()) check(document, `documents[${index}]`);
    return { output: { artifact_id, documents: documents.length } };
  },
);

export const coreDocumentIndex = builtInTool<'dynamic_vectara', typeof CoreDocumentIndex>(
  CoreDocumentIndex,
  async ({ corpus_key, artifact_id, document_id, reindex = false }, call) => {
    const { account, signal } = call;
    requireMayOnCorpora(call, 'createCorpusDocument', [corpus_key]);
    const given = await readJson(call, artifact_id, NO_DOCUMENT);
    check(given, 'document');
    const document = { ...given, id: document_id ?? given.id };
    const corpus = corporaOf(account).getEnabled(corpus_key);
    const known = documentsOf(account).find(corpus, document.id);
    if (known && !reindex) {
      throw new ToolError(`Document '${document.id}' is in corpus '${corpus_key}' already; reindex replaces it.`);
    }
    if (known) await documentsOf(account).delete(corpus, known);
    await createDocument(account, corpus_key, document, signal);
    const parts = document.document_parts.length;
    return { output: { corpus_key, document_id: document.id, parts, indexed: true } };
  },
);
