/** Outputs of tools that are too large for the model's window (docs/behaviour/agent-tools.md, Large outputs). */
import type { ToolOutputOffloading } from '../v2/agents/agents-schema.ts';
import { artifactsOf } from '../v2/artifacts/artifacts-repository.ts';
import { toReference } from '../v2/artifacts/uploads.ts';
import { sessionsOf } from '../v2/sessions/sessions-repository.ts';
import type { Tool } from './tools/tool.ts';
import { truncateOutput } from './truncate-output.ts';
import type { Turn } from './turn.ts';

type Json = Record<string, unknown>;

const BYTES_PER_TOKEN = 4;

/** What reads an artifact has limits of its own; what these give has to be there. */
const NEVER = ['artifact_read', 'artifact_grep', 'artifact_jq', 'artifact_create', 'image_read', 'invoke_skill'];

/** What tools that read artifacts can do with what was put away. */
const ACCESS: Record<string, string> = {
  artifact_read: 'Reads lines of it, with start_line and end_line.',
  artifact_grep: 'Finds lines of it by a pattern.',
  artifact_jq: 'Looks into it with a jq filter.',
};

/** A tool's output that is about to be told. */
export interface Told {
  id: string;
  /** Of the configuration. */
  name: string;
  tool: Tool;
  output: Json;
  failed: boolean;
}

/** What the outputs of one answer's calls come to, as they are told one after the other. */
export function createOffloading(turn: Turn, tools: readonly Tool[]) {
  const { account, agent, session, llm } = turn;
  const settings = agent.tool_output_offloading ?? {};
  const readers = tools.filter(({ toolName }) => toolName in ACCESS);
  const mode = settings.mode ?? (readers.length > 0 ? 'artifact' : 'truncate');
  let tokens = sessionsOf(account).get(session.agentKey, session.key).contextUsage?.input_tokens?.count ?? 0;

  /** The output as the model is told it. What an error says is cut, and never put away. */
  return async (told: Told): Promise<{ output: Json; isReplaced: boolean }> => {
    const size = sizeOf(told.output);
    const most = NEVER.includes(told.tool.toolName) ? Infinity : mostBytes(settings, llm.contextLimit, tokens);
    const isReplaced = size > most && mode === 'artifact' && !told.failed;
    const output =
      size <= most ? told.output : isReplaced ? await putAway(turn, told, readers) : truncateOutput(told.output, most);
    tokens += sizeOf(output) / BYTES_PER_TOKEN;
    return { output, isReplaced };
  };
}

async function putAway({ account, session }: Turn, { id, name, tool, output }: Told, readers: Tool[]): Promise<Json> {
  const text = textOf(output);
  const content = text ?? JSON.stringify(output, null, 2);
  const artifact = await artifactsOf(account).create(session, {
    filename: `${name}_output.${text === undefined ? 'json' : 'txt'}`,
    mimeType: text === undefined ? 'application/json' : 'text/plain',
    bytes: Buffer.from(content),
    metadata: { tool: tool.toolName, tool_call_id: id },
  });
  return {
    ...toReference(artifact),
    line_count: content.split('\n').length - (content.endsWith('\n') ? 1 : 0),
    ...(text === undefined ? { shape: shapeOf(output) } : {}),
    access: Object.fromEntries(readers.map((reader) => [reader.name, ACCESS[reader.toolName]])),
  };
}

const sizeOf = (output: Json): number => Buffer.byteLength(JSON.stringify(output));

/** Bytes that an output may have in a window of so many tokens, of which some are taken. */
function mostBytes(settings: ToolOutputOffloading, window: number, taken: number): number {
  const { enabled = true, context_percentage = 0.25, headroom_percentage = 0.7 } = settings;
  if (!enabled) return Infinity;
  const largest = settings.max_threshold_bytes ?? Math.max(1_048_576, settings.min_threshold_bytes ?? 0);
  const smallest = settings.min_threshold_bytes ?? Math.min(4096, largest);
  const share = Math.min(largest, context_percentage * window * BYTES_PER_TOKEN);
  const room = headroom_percentage === 1 ? Infinity : (headroom_percentage * window - taken) * BYTES_PER_TOKEN;
  return Math.max(smallest, Math.floor(Math.min(share, room)));
}

/** Of an output that is nothing but a text. */
function textOf(output: Json): string | undefined {
  const [only, another] = Object.entries(output);
  return only?.[0] === 'content' && typeof only[1] === 'string' && another === undefined ? only[1] : undefined;
}

const MOST_MEMBERS = 50;

const shapeOf = (output: Json): Record<string, string> =>
  Object.fromEntries(
    Object.entries(output)
      .slice(0, MOST_MEMBERS)
      .map(([name, value]) => [
        name,
        Array.isArray(value) ? `array[${value.length}]` : value === null ? 'null' : typeof value,
      ]),
  );
