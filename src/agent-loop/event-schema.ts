/** Events of agent sessions on the wire (docs/behaviour/agent-turns.md, Events). */
import { type Static, type TSchema, Type } from 'typebox';
import { discriminatedUnion } from '../http/schemas.ts';

const time = Type.String({ format: 'date-time' });
const base = { id: Type.String(), session_key: Type.String(), created_at: time };
const anyObject = Type.Record(Type.String(), Type.Unknown());
const called = {
  tool_call_id: Type.String(),
  tool_configuration_name: Type.String(),
  tool_name: Type.String(),
};

const event = <Name extends string, Own extends Record<string, TSchema>>(type: Name, own: Own) =>
  Type.Object({ type: Type.Literal(type), ...base, ...own });

const passing = <Name extends string, Own extends Record<string, TSchema>>(type: Name, own: Own) =>
  Type.Object({ type: Type.Literal(type), ...own });

export const AgentInput = Type.Object({
  type: Type.Union([Type.Literal('text'), Type.Literal('skill')]),
  content: Type.Optional(Type.String()),
  skill_name: Type.Optional(Type.String()),
});
export type AgentInput = Static<typeof AgentInput>;

export const ArtifactId = Type.String({ pattern: '^art_[a-z0-9_-]+$' });
export const ArtifactReference = Type.Object({
  artifact_id: ArtifactId,
  filename: Type.String(),
  mime_type: Type.String(),
  size_bytes: Type.Integer(),
});

const tokens = (detail: Record<string, TSchema>) => Type.Object({ count: Type.Integer(), ...detail });

export const SessionContextUsage = Type.Object({
  input_tokens: tokens({ cached_tokens: Type.Optional(Type.Integer()) }),
  output_tokens: tokens({ reasoning_tokens: Type.Optional(Type.Integer()) }),
  total_tokens: Type.Integer(),
  model_context_window: Type.Optional(Type.Integer()),
});
export type SessionContextUsage = Static<typeof SessionContextUsage>;

const persisted = [
  event('input_message', {
    messages: Type.Array(AgentInput),
    message_diffs: Type.Optional(Type.Array(Type.String())),
  }),
  event('artifact_upload', {
    artifacts: Type.Array(ArtifactReference),
    agent_upload_message: Type.Optional(Type.String()),
  }),
  event('skill_load', { skill_name: Type.String(), content: Type.String() }),
  event('tool_input', {
    ...called,
    tool_input: anyObject,
    tool_type: Type.Optional(Type.String()),
    argument_override_paths: Type.Optional(Type.Array(Type.String())),
  }),
  event('tool_output', {
    ...called,
    resolved_argument_overrides: Type.Optional(anyObject),
    tool_output: anyObject,
    error: Type.Boolean(),
    output_wrapped: Type.Optional(Type.Boolean()),
  }),
  event('image_read', {
    artifact_id: ArtifactId,
    detail: Type.Optional(Type.Unsafe<'auto' | 'low' | 'high'>({ type: 'string', enum: ['auto', 'low', 'high'] })),
  }),
  event('thinking', { content: Type.String() }),
  event('agent_output', { content: Type.String() }),
  event('structured_output', { schema_name: Type.String(), content: Type.Unknown() }),
  event('compaction', {
    turns_compacted: Type.Integer(),
    events_compacted: Type.Integer(),
    summary_text: Type.Optional(Type.String()),
    summary_key: Type.String(),
  }),
  event('step_transition', { from_step: Type.String(), to_step: Type.String(), content: Type.String() }),
] as const;

/** A call of a tool that the client runs; `event_id` is of the event that has the call. */
export const PendingCall = Type.Object({
  event_id: Type.String(),
  tool_configuration_name: Type.String(),
  tool_name: Type.String(),
  arguments: anyObject,
});
export type PendingCall = Static<typeof PendingCall>;

/** They end a turn, and are told to who waits for it; no list has them. */
const ending = [
  event('client_tool_pending', { pending_calls: Type.Array(PendingCall) }),
  event('session_interrupted', {}),
  event('context_limit_exceeded', {
    context_limit: Type.Integer(),
    actual_tokens: Type.Integer(),
    message: Type.String(),
  }),
  event('step_transition_limit_exceeded', { transition_limit: Type.Integer(), message: Type.String() }),
] as const;

const started = event('compaction_started', {});

/** Of the kinds that the API has, the one that tells what a sub-agent does. */
const activity = {
  tool_call_id: Type.String(),
  tool_configuration_name: Type.Optional(Type.String()),
  tool_name: Type.Optional(Type.String()),
  created_at: time,
  activity_type: Type.Literal('sub_agent'),
  agent_event: discriminatedUnion([...persisted]),
};

const streamed = [
  started,
  passing('streaming_agent_output', { content: Type.String(), created_at: time }),
  passing('streaming_agent_output_end', { event_id: Type.String(), created_at: time }),
  passing('streaming_thinking', { content: Type.String(), created_at: time }),
  passing('streaming_thinking_end', { created_at: time }),
  passing('tool_activity', activity),
  passing('context_consumed', { session_context_usage: SessionContextUsage, created_at: time }),
  passing('error', { messages: Type.Array(Type.String()) }),
  passing('end', {}),
] as const;

export const AgentEvent = discriminatedUnion([...persisted, ...ending]);
export type StoredAgentEvent = Static<(typeof persisted)[number]>;
const storedTypes = new Set<string>(persisted.map(({ properties }) => properties.type.const));
export const isStored = (event: TurnEvent): event is StoredAgentEvent => storedTypes.has(event.type);
/** What is told with an id and is not stored. */
export type PassingEvent = Static<(typeof ending)[number] | typeof started>;
export type StreamedEvent = Static<(typeof streamed)[number]>;

/** What a turn tells while it runs, for both renderings. */
export type TurnEvent = StoredAgentEvent | PassingEvent | StreamedEvent;

/** `agent_output` comes in pieces where an answer is streamed. */
const inStreams = [...persisted.filter((one) => one.properties.type.const !== 'agent_output'), ...ending, ...streamed];
export const AgentStreamEvent = discriminatedUnion(inStreams);
export const AGENT_STREAM_EVENTS: readonly TurnEvent['type'][] = inStreams.map(
  ({ properties }) => properties.type.const,
);

type Base = 'id' | 'session_key' | 'created_at';
type Without<Event, Keys extends string> = Event extends unknown ? Omit<Event, Keys> : never;
/** An event before it is stored. */
export type NewAgentEvent = Without<StoredAgentEvent, Base>;
