/** What a model is sent of a session: its events as messages (docs/behaviour/agent-turns.md, From events to messages). */
import type { Message, ToolCall } from '../upstream/language-model.ts';
import type { KeptEvent } from '../v2/agent-events/agent-events-repository.ts';
import type { StoredAgentEvent } from './event-schema.ts';
import { type Pictures, pictureOf } from './pictures.ts';

/** `events` are all of the session, oldest first. What another LLM wanted back is left out. */
export function messagesOf(
  system: string,
  events: readonly KeptEvent[],
  llm: string,
  pictures: Pictures = new Map(),
): Message[] {
  const shown = withoutHiddenCalls(events);
  const answers = Map.groupBy(shown, ({ answer }) => answer);
  const told = new Set<string>();
  const messages: Message[] = [];
  for (const kept of shown) {
    const { answer } = kept;
    if (answer === undefined) messages.push(...userMessages(kept.event, pictures));
    else if (!told.has(answer)) {
      told.add(answer);
      messages.push(...messagesOfAnswer(answers.get(answer)!, llm));
    }
  }
  // Every dialect wants the user to speak first.
  if (messages.length > 0 && messages[0]!.role !== 'user') messages.unshift({ role: 'user', content: '.' });
  return system === '' ? messages : [{ role: 'system', content: system }, ...messages];
}

/** A call and its output are hidden together: no provider takes one without the other. */
function withoutHiddenCalls(events: readonly KeptEvent[]): KeptEvent[] {
  const callOf = ({ event, answer }: KeptEvent) =>
    event.type === 'tool_input' || event.type === 'tool_output' ? `${answer}/${event.tool_call_id}` : undefined;
  const inputs = new Set(events.filter(({ event }) => event.type === 'tool_input').map(callOf));
  const hidden = new Set(events.filter((one) => one.hidden).map(callOf));
  return events.filter((one) => {
    const call = callOf(one);
    return !one.hidden && (call === undefined || (!hidden.has(call) && inputs.has(call)));
  });
}

const SUMMARIZED = 'What was said in this conversation before is summarized here:';

function userMessages(event: StoredAgentEvent, pictures: Pictures): Message[] {
  const said = (content: string): Message[] => (content === '' ? [] : [{ role: 'user', content }]);
  switch (event.type) {
    case 'input_message':
      return event.messages.flatMap(({ content = '' }, index) =>
        said([content, event.message_diffs?.[index] ?? ''].filter((text) => text !== '').join('\n\n')),
      );
    case 'artifact_upload':
      return said(event.agent_upload_message ?? '');
    case 'skill_load':
    case 'step_transition':
      return said(event.content);
    case 'image_read':
      return [{ role: 'user', content: [pictureOf(event, pictures)] }];
    case 'compaction':
      return said(`${SUMMARIZED}\n<conversation_summary>\n${event.summary_text ?? ''}\n</conversation_summary>`);
    default:
      return [];
  }
}

const INTERRUPTED = { error: 'The tool call was interrupted.' };

function messagesOfAnswer(kept: readonly KeptEvent[], llm: string): Message[] {
  const events = kept.map(({ event }) => event);
  const content = events.map(textOf).find((text) => text !== undefined) ?? '';
  const toolCalls = kept.flatMap(({ event, state }) =>
    event.type === 'tool_input' ? [callOf(event, state, llm)] : [],
  );
  const members = kept.find(({ state }) => state?.llm === llm && state.members)?.state?.members;
  if (content === '' && toolCalls.length === 0) return [];
  const assistant: Message = {
    role: 'assistant',
    content,
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    ...(members ? { extra: members } : {}),
  };
  const reminders = new Map(kept.map(({ event, reminder }) => [event, reminder]));
  const outputs = new Map(
    events.flatMap((event) => (event.type === 'tool_output' ? [[event.tool_call_id, event]] : [])),
  );
  const results = toolCalls.map(({ id }): Message => {
    const output = outputs.get(id);
    const told = [JSON.stringify(output?.tool_output ?? INTERRUPTED), (output && reminders.get(output)) || ''];
    return {
      role: 'tool',
      toolCallId: id,
      content: told.filter((text) => text !== '').join('\n\n'),
      ...((output?.error ?? true) && { isError: true }),
    };
  });
  return [assistant, ...results];
}

function textOf(event: StoredAgentEvent): string | undefined {
  if (event.type === 'agent_output') return event.content;
  if (event.type !== 'structured_output') return undefined;
  return typeof event.content === 'string' ? event.content : JSON.stringify(event.content);
}

const callOf = (
  event: Extract<StoredAgentEvent, { type: 'tool_input' }>,
  state: KeptEvent['state'],
  llm: string,
): ToolCall => ({
  id: event.tool_call_id,
  name: nameSent(event.tool_configuration_name),
  arguments: JSON.stringify(event.tool_input),
  ...(state?.llm === llm && state.extraContent ? { extraContent: state.extraContent } : {}),
});

/** A model may call what there is not, by a name that providers take from it and would not take back. */
const nameSent = (called: string): string => called.replace(/[^a-zA-Z0-9_-]/g, '_').slice(0, 64) || '_';
