import { IngestError } from '../../../ingest/ingest-error.ts';
import type { ParsedFile } from '../../../ingest/structured-document.ts';
import { toStructuredDocument } from '../../../ingest/structured-document.ts';
import { type Artifact, artifactsOf } from '../../../v2/artifacts/artifacts-repository.ts';
import { toReference } from '../../../v2/artifacts/uploads.ts';
import { fileParser } from '../../../v2/documents/upload/upload-document.ts';
import { DocumentConversion } from '../../../v2/tools/built-in-arguments.ts';
import { findArtifact } from '../artifacts/artifact-text.ts';
import { type BuiltInCall, builtInTool } from '../built-in-tool.ts';
import { ToolError } from '../tool.ts';
import { markdownOf } from './markdown.ts';

/** Makes another artifact of a file, which is read as an upload to a corpus is. */
export const documentConversion = builtInTool<'document_conversion', typeof DocumentConversion>(
  DocumentConversion,
  async ({ artifact_id, output_format = 'markdown', description }, call) => {
    const source = findArtifact(call, artifact_id);
    const isMarkdown = output_format === 'markdown';
    const parsed = await parse(source, call);
    const content = isMarkdown
      ? markdownOf(parsed)
      : JSON.stringify(toStructuredDocument(parsed, { id: source.filename }), null, 2);
    const made = await artifactsOf(call.account).create(call.session, {
      filename: `${source.filename}${isMarkdown ? '.md' : '.json'}`,
      mimeType: isMarkdown ? 'text/markdown' : 'application/json',
      bytes: Buffer.from(content),
      metadata: { output_format, original_format: source.mimeType, original_artifact_id: artifact_id },
      description,
    });
    return { output: toReference(made) };
  },
);

/** Throws ToolError. */
async function parse(source: Artifact, { account, signal }: BuiltInCall<'document_conversion'>): Promise<ParsedFile> {
  const bytes = await artifactsOf(account).read(source);
  try {
    const file = { bytes, name: source.filename, contentType: source.mimeType };
    const parsed = await fileParser(account).parse(file, { extractTables: true });
    signal.throwIfAborted();
    return parsed;
  } catch (error) {
    throw error instanceof IngestError ? new ToolError(error.message) : error;
  }
}
