import { JqError } from '../../../jq/jq.ts';
import { ArtifactJq } from '../../../v2/tools/built-in-arguments.ts';
import { jqRunner } from '../../transforms.ts';
import { builtInTool } from '../built-in-tool.ts';
import { ToolError } from '../tool.ts';
import { findTextArtifact, readText } from './artifact-text.ts';

/** Milliseconds; an artifact of 10 MB takes two seconds to read alone. */
const LONGEST_RUN = 20_000;
/** Characters that are shown. */
const LARGEST_RESULT = 64 * 1024;

/** Runs a jq program over an artifact. Several results are a list; what is larger than can be shown comes as a text that is cut. */
export const artifactJq = builtInTool<'dynamic_vectara', typeof ArtifactJq>(
  ArtifactJq,
  async ({ artifact_id, filter }, call) => {
    const artifact = findTextArtifact(call, artifact_id, 'jq reads JSON only.');
    const input = await readText(call, artifact);
    try {
      const results = await jqRunner(call.account).run(filter, input, call.signal, LONGEST_RUN);
      const text = results.length === 1 ? results[0]! : `[${results.join(',')}]`;
      if (text.length <= LARGEST_RESULT) return { output: { artifact_id, result: JSON.parse(text) } };
      return { output: { artifact_id, result: text.slice(0, LARGEST_RESULT), truncated: true } };
    } catch (error) {
      if (error instanceof JqError) throw new ToolError(`jq failed: ${error.message}.`);
      throw error;
    }
  },
);
