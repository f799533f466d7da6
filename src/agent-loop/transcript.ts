/** Events as lines that a model can sum up, and as texts that can be searched. */
import type { KeptEvent } from '../v2/agent-events/agent-events-repository.ts';
import type { CompactionConfig } from '../v2/agents/agents-schema.ts';
import type { StoredAgentEvent } from './event-schema.ts';
import { truncateTexts } from './truncate-output.ts';

/**
 * In paragraphs, each of which begins with who speaks; the built-in model reads them too (upstream/built-in/summary.ts). At
 * most `most` bytes, or little more.
 */
export function transcriptOf(
  events: readonly KeptEvent[],
  most: number,
  policy: CompactionConfig['tool_event_policy'] = 'include_outputs',
): string {
  const paragraphs = events
    .filter(({ event: { type } }) => {
      if (type === 'tool_input') return policy === 'include_all';
      return type !== 'tool_output' || policy !== 'exclude';
    })
    .flatMap(({ event }) => {
      const text = textOfEvent(event);
      return text.trim() === '' ? [] : [`${speakerOf(event)}: ${text}`];
    });
  return truncateTexts(paragraphs, most).join('\n\n');
}

function speakerOf(event: StoredAgentEvent): string {
  switch (event.type) {
    case 'agent_output':
    case 'structured_output':
      return 'Assistant';
    case 'tool_input':
      return `Call of ${event.tool_configuration_name}`;
    case 'tool_output':
      return `Result of ${event.tool_configuration_name}`;
    case 'compaction':
      return 'Earlier summary';
    case 'image_read':
    case 'skill_load':
    case 'step_transition':
      return 'Note';
    default:
      return 'User';
  }
}

/** What was said with it; empty for what says nothing. */
export function textOfEvent(event: StoredAgentEvent): string {
  switch (event.type) {
    case 'input_message':
      return event.messages.flatMap(({ content }) => content ?? []).join('\n');
    case 'artifact_upload':
      return event.artifacts
        .map(({ filename, artifact_id }) => `The file ${filename} is artifact ${artifact_id}.`)
        .join('\n');
    case 'agent_output':
    case 'step_transition':
      return event.content;
    case 'structured_output':
      return typeof event.content === 'string' ? event.content : JSON.stringify(event.content);
    case 'tool_input':
      return JSON.stringify(event.tool_input);
    case 'tool_output':
      return JSON.stringify(event.tool_output);
    case 'compaction':
      return event.summary_text ?? '';
    case 'image_read':
      return `The picture ${event.artifact_id} was looked at.`;
    case 'skill_load':
      return `The skill ${event.skill_name} was loaded.`;
    default:
      return '';
  }
}
