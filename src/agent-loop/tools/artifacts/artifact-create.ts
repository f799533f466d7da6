import { artifactsOf } from '../../../v2/artifacts/artifacts-repository.ts';
import { byName } from '../../../v2/artifacts/mime-type.ts';
import { toReference } from '../../../v2/artifacts/uploads.ts';
import { ArtifactCreate } from '../../../v2/tools/built-in-arguments.ts';
import { builtInTool } from '../built-in-tool.ts';

/** Keeps what the model writes. */
export const artifactCreate = builtInTool<'artifact_create', typeof ArtifactCreate>(
  ArtifactCreate,
  async ({ filename, content, mime_type, description }, { account, session }) => {
    const isText = typeof content === 'string';
    const artifact = await artifactsOf(account).create(session, {
      filename,
      mimeType: mime_type ?? byName(filename) ?? (isText ? 'text/plain' : 'application/json'),
      bytes: Buffer.from(isText ? content : JSON.stringify(content, null, 2)),
      metadata: { tool: 'artifact_create' },
      description,
    });
    return { output: toReference(artifact) };
  },
);
