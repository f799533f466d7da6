import type { Static } from 'typebox';
import { misfits } from '../../../http/validation.ts';
import { artifactsOf } from '../../../v2/artifacts/artifacts-repository.ts';
import { createDocument } from '../../../v2/documents/create-document.ts';
import { StructuredDocument } from '../../../v2/documents/documents-schema.ts';
import { StructuredDocumentIndex } from '../../../v2/tools/built-in-arguments.ts';
import { requireMayOnCorpora } from '../../identity-rights.ts';
import { findArtifact, readJson } from '../artifacts/artifact-text.ts';
import { type BuiltInCall, builtInTool, inWords } from '../built-in-tool.ts';
import { ToolError } from '../tool.ts';

type Call = BuiltInCall<'dynamic_vectara'>;

/** Adds a document of sections, which the model writes or an artifact has, to a corpus. */
export const structuredDocumentIndex = builtInTool<'dynamic_vectara', typeof StructuredDocumentIndex>(
  StructuredDocumentIndex,
  async ({ corpus_key, type: _, document_id, artifact_id, sections, ...texts }, call) => {
    if ((sections === undefined) === (artifact_id === undefined)) {
      throw new ToolError('Invalid arguments: either sections or artifact_id is required.');
    }
    requireMayOnCorpora(call, 'createCorpusDocument', [corpus_key]);
    const kept = artifact_id === undefined ? {} : await readJson(call, artifact_id, 'A structured document is JSON.');
    const id = document_id ?? idIn(kept) ?? `doc_${call.account.newId('document')}`;
    const written = sections && { sections: await withPictures(sections, call) };
    const document = { ...(kept as object), ...texts, ...written, id, type: 'structured' };
    const found = misfits(StructuredDocument, document, 'document');
    if (Object.keys(found).length > 0) throw new ToolError(inWords(found));
    await createDocument(call.account, corpus_key, document as StructuredDocument, call.signal);
    return { output: { documents_indexed: 1, ...(document_id === undefined ? { document_id: id } : {}) } };
  },
);

const idIn = (kept: unknown): string | undefined => {
  const { id } = (kept ?? {}) as { id?: unknown };
  return typeof id === 'string' ? id : undefined;
};

type WrittenSections = NonNullable<Static<typeof StructuredDocumentIndex>['sections']>;

/** The pictures of the sections, which are named by their artifacts, with their bytes. */
const withPictures = (sections: WrittenSections, call: Call) =>
  Promise.all(
    sections.map(async ({ images = [], ...section }) => ({
      ...section,
      images: await Promise.all(
        images.map(async ({ artifact_id, ...image }) => {
          const artifact = findArtifact(call, artifact_id);
          const bytes = await artifactsOf(call.account).read(artifact);
          return { ...image, image_data: { data: bytes.toString('base64'), mime_type: artifact.mimeType } };
        }),
      ),
    })),
  );
