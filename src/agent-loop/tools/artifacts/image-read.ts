import { ImageRead } from '../../../v2/tools/built-in-arguments.ts';
import { builtInTool } from '../built-in-tool.ts';
import { ToolError } from '../tool.ts';
import { findArtifact } from './artifact-text.ts';

/** What every provider takes. */
const SEEN = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const LARGEST_BYTES = 10 * 1024 * 1024;

/** Shows the model a picture: it follows as an event, of which the output is a copy. */
export const imageRead = builtInTool<'image_read', typeof ImageRead>(
  ImageRead,
  async ({ artifact_id, detail = 'auto' }, call) => {
    const { mimeType, sizeBytes } = findArtifact(call, artifact_id);
    if (!SEEN.includes(mimeType)) {
      throw new ToolError(
        `Artifact '${artifact_id}' is no picture that can be shown: ${mimeType} is none of ${SEEN.join(', ')}.`,
      );
    }
    if (sizeBytes > LARGEST_BYTES) {
      throw new ToolError(
        `Artifact '${artifact_id}' has ${sizeBytes} bytes, more than the ${LARGEST_BYTES} of a picture.`,
      );
    }
    return { output: {}, tellsOf: { type: 'image_read', artifact_id, detail } };
  },
);
