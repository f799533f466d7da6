/** An event of a session in one line. */
import type { StoredAgentEvent } from '../api/types.ts';
import type { Tone } from '../parts/pieces.tsx';

export interface EventLine {
  kind: string;
  tone: Tone;
  text: string;
}

/** More of a text cannot be seen in a line. */
const LONGEST = 240;

const short = (value: unknown): string =>
  (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST).replaceAll(/\s+/g, ' ');

const lines = new WeakMap<StoredAgentEvent, EventLine>();

/** Kept, since an event never changes and what a tool gives can be long. */
export function lineOf(event: StoredAgentEvent): EventLine {
  const line = lines.get(event) ?? newLine(event);
  lines.set(event, line);
  return line;
}

function newLine(event: StoredAgentEvent): EventLine {
  switch (event.type) {
    case 'input_message':
      return { kind: 'input', tone: 'info', text: short(event.messages.map(saidIn).join(' ')) };
    case 'artifact_upload':
      return { kind: 'files', tone: 'info', text: event.artifacts.map(({ filename }) => filename).join(', ') };
    case 'skill_load':
      return { kind: 'skill', tone: 'plain', text: event.skill_name };
    case 'tool_input':
      return { kind: 'call', tone: 'warn', text: `${event.tool_configuration_name} ${short(event.tool_input)}` };
    case 'tool_output':
      return {
        kind: event.error ? 'error' : 'result',
        tone: event.error ? 'bad' : 'good',
        text: `${event.tool_configuration_name} ${short(event.tool_output)}`,
      };
    case 'thinking':
      return { kind: 'thinking', tone: 'plain', text: short(event.content) };
    case 'agent_output':
      return { kind: 'output', tone: 'accent', text: short(event.content) };
    case 'structured_output':
      return { kind: 'output', tone: 'accent', text: `${event.schema_name} ${short(event.content)}` };
    case 'step_transition':
      return { kind: 'step', tone: 'plain', text: `${event.from_step} → ${event.to_step}` };
    case 'compaction':
      return { kind: 'summary', tone: 'plain', text: short(event.summary_text ?? '') };
    default:
      return { kind: (event as { type: string }).type.replaceAll('_', ' '), tone: 'plain', text: '' };
  }
}

/** What one message of an input says. */
export const saidIn = ({ content, skill_name }: { content?: string; skill_name?: string }): string =>
  content ?? `Load the skill ${skill_name}.`;
