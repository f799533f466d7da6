import { inTurns } from '../../../basics/turns.ts';
import { type Artifact, artifactsOf } from '../../../v2/artifacts/artifacts-repository.ts';
import { ArtifactRead } from '../../../v2/tools/built-in-arguments.ts';
import { builtInTool } from '../built-in-tool.ts';
import { ToolError } from '../tool.ts';
import { findArtifact, findTextArtifact } from './artifact-text.ts';

const LARGEST_BYTES = 262_144;
const MOST_LINES = 200;

/** Shows the model an artifact, or some lines of one. */
export const artifactRead = builtInTool<'artifact_read', typeof ArtifactRead>(
  ArtifactRead,
  async ({ artifact_id, encoding = 'raw', start_line, end_line }, call) => {
    const { account, configuration, signal } = call;
    const { max_size_bytes = LARGEST_BYTES, max_lines = MOST_LINES } = configuration.tool_configuration ?? {};
    const hasRange = start_line !== undefined || end_line !== undefined;
    const asBase64 = encoding === 'base64';
    if (asBase64 && hasRange) throw new ToolError('Lines can be told apart with the encoding raw only.');
    const artifact = asBase64
      ? findArtifact(call, artifact_id)
      : findTextArtifact(call, artifact_id, 'Read it with the encoding base64.');
    if (hasRange) {
      const from = start_line ?? 1;
      const wanted = end_line ?? Infinity;
      if (wanted < from) throw new ToolError(`end_line ${wanted} stands before start_line ${from}.`);
      const to = Math.min(wanted, from + max_lines - 1);
      const slices = artifactsOf(account).slicesOf(artifact);
      const { text, last, total, isCut } = await readLines(slices, { from, to, mostBytes: max_size_bytes, signal });
      if (from > total) throw new ToolError(`The artifact has ${total} lines; there is no line ${from}.`);
      const truncated = isCut || last < Math.min(wanted, total) ? { truncated: true } : {};
      return {
        output: shown(artifact, text, 'raw', { start_line: from, end_line: last, total_lines: total, ...truncated }),
      };
    }
    if (artifact.sizeBytes > max_size_bytes) {
      const instead = asBase64 ? '' : ' Read it in parts, with start_line and end_line.';
      throw new ToolError(
        `Artifact '${artifact_id}' has ${artifact.sizeBytes} bytes, more than the ${max_size_bytes} that are read at once.${instead}`,
      );
    }
    const bytes = await artifactsOf(account).read(artifact);
    const content = asBase64 ? bytes.toString('base64') : new TextDecoder().decode(bytes);
    return { output: shown(artifact, content, encoding) };
  },
);

const shown = (
  { id, filename, mimeType, sizeBytes, metadata }: Artifact,
  content: string,
  encoding: string,
  lines = {},
) => ({
  artifact_id: id,
  content,
  filename,
  mime_type: mimeType,
  size_bytes: sizeBytes,
  encoding,
  metadata,
  ...lines,
});

const LINE_END = 10;

interface Range {
  from: number;
  to: number;
  /** What does not fit is left out. */
  mostBytes: number;
  signal: AbortSignal;
}

/** `last` is the number of the last line that is there, be it in part; `total` counts all there are. */
async function readLines(slices: Iterable<Uint8Array>, { from, to, mostBytes, signal }: Range) {
  const found: Uint8Array[] = [];
  let room = mostBytes;
  let line = 1;
  let last = from;
  let isCut = false;
  let endsInLine = false;
  await inTurns(slices, (bytes) => {
    signal.throwIfAborted();
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(LINE_END, at);
      const next = end < 0 ? bytes.length : end + 1;
      if (line >= from && line <= to) {
        const taken = bytes.subarray(at, Math.min(next, at + room));
        if (taken.length > 0) last = line;
        if (taken.length < next - at) isCut = true;
        found.push(taken);
        room -= taken.length;
      }
      endsInLine = end < 0;
      if (end >= 0) line += 1;
      at = next;
    }
  });
  // In a stream a character that was cut is left out.
  const text = new TextDecoder().decode(Buffer.concat(found), { stream: true });
  return { text: text.replace(/\r?\n$/, ''), last, total: endsInLine ? line : line - 1, isCut };
}
