/** What comes with an input (docs/behaviour/agent-artifacts.md, Uploads). */
import type { Account } from '../../accounts/account.ts';
import type { NewAgentEvent } from '../../agent-loop/event-schema.ts';
import type { FormFile } from '../../http/operation.ts';
import { type Artifact, artifactsOf } from './artifacts-repository.ts';
import { mimeTypeOf } from './mime-type.ts';

/** As events and answers of tools tell of one. */
export const toReference = ({ id, filename, mimeType, sizeBytes }: Artifact) => ({
  artifact_id: id,
  filename,
  mime_type: mimeType,
  size_bytes: sizeBytes,
});

/** Keeps the files for what `plan` makes of them, which may refuse them: then nothing is kept. */
export async function withUploads<Planned extends { session: { ordinal: number; key: string } }>(
  account: Account,
  files: readonly FormFile[],
  plan: (artifacts: readonly Artifact[]) => Planned,
): Promise<Planned> {
  if (files.length === 0) return plan([]);
  const kept = artifactsOf(account);
  const named = files.map(async ({ bytes, name = 'upload', contentType }) => ({
    filename: name,
    mimeType: await mimeTypeOf(name, contentType, bytes),
    bytes,
    metadata: { original_filename: name },
  }));
  const artifacts = await kept.writeAll(await Promise.all(named));
  try {
    const planned = plan(artifacts);
    kept.giveTo(planned.session, artifacts);
    return planned;
  } catch (error) {
    kept.remove(artifacts);
    throw error;
  }
}

/** Tells agent and client of what was uploaded; nothing of nothing. */
export function uploadEvent(artifacts: readonly Artifact[]): NewAgentEvent[] {
  if (artifacts.length === 0) return [];
  const isOne = artifacts.length === 1;
  const lines = artifacts.map(
    ({ id, filename, mimeType, sizeBytes }) =>
      `- **${filename}** (${mimeType}, ${sizeOf(sizeBytes)}) — artifact_id: \`${id}\``,
  );
  const agent_upload_message = [
    isOne
      ? 'The user has uploaded a file to the workspace:'
      : `The user has uploaded ${artifacts.length} files to the workspace:`,
    '',
    ...lines,
    '',
    `Use your tools with the artifact_id to see what ${isOne ? 'it holds' : 'they hold'}.`,
  ].join('\n');
  return [{ type: 'artifact_upload', artifacts: artifacts.map(toReference), agent_upload_message }];
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kibibytes = bytes / 1024;
  return kibibytes < 1024 ? `${kibibytes.toFixed(1)} KiB` : `${(kibibytes / 1024).toFixed(1)} MiB`;
}
