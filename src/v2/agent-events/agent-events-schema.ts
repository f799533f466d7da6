/** Inputs to sessions and their events on the wire (docs/behaviour/agent-turns.md, Inputs). */
import { type Static, Type } from 'typebox';
import { AgentEvent, AgentStreamEvent, PendingCall } from '../../agent-loop/event-schema.ts';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';

export { AgentEvent, AgentStreamEvent };

export const EventId = Type.String({ pattern: '^aev_[0-9a-zA-Z_-]+$' });

const word = <const Words extends readonly string[]>(...words: Words) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: words });

/** What came out of a call that the client ran; `event_id` is of the event that has the call. */
export const ClientOutput = discriminatedUnion([
  Type.Object({
    type: Type.Literal('success'),
    event_id: Type.String(),
    output: Type.Record(Type.String(), Type.Unknown()),
  }),
  Type.Object({ type: Type.Literal('error'), event_id: Type.String(), error: Type.Unknown() }),
]);
export type ClientOutput = Static<typeof ClientOutput>;

export const CreateInputRequest = Type.Object({
  type: Type.Optional(word('input_message', 'interrupt', 'compact', 'tool_output')),
  messages: Type.Optional(
    Type.Array(
      Type.Object({
        type: Type.Optional(word('text', 'skill')),
        content: Type.Optional(Type.String()),
        skill_name: Type.Optional(Type.String()),
      }),
      { minItems: 1 },
    ),
  ),
  since: Type.Optional(
    Type.String({ pattern: '^(start|aev_[0-9a-zA-Z_-]+)$', description: '`start`, or the id of an event.' }),
  ),
  behavior: Type.Optional(word('steer', 'follow_up')),
  compact_up_to_event_id: Type.Optional(
    Type.String({ description: 'With `compact`: everything up to the end of its turn is summed up.' }),
  ),
  compaction_message: Type.Optional(Type.String({ description: 'With `compact`: what the summary is to mind.' })),
  tool_outputs: Type.Optional(
    Type.Array(ClientOutput, { description: 'With `tool_output`: one for each call that waits for the client.' }),
  ),
  stream_response: Type.Optional(Type.Boolean({ default: false })),
});

export const CreateInputResponse = Type.Object({ events: Type.Array(AgentEvent), session_key: Type.String() });

export const ListAgentEventsQuery = Type.Object({
  include_hidden: Type.Optional(Type.Boolean({ default: false })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListAgentEventsResponse = Type.Object({ events: Type.Array(AgentEvent), metadata: ListMetadata });

export const OutstandingClientToolCalls = Type.Object({
  client_tool_calls: Type.Array(PendingCall),
});
