/** Sessions on the wire (docs/behaviour/agents.md, Sessions). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { AgentKey, CompactionConfig } from '../agents/agents-schema.ts';
import { Metadata } from '../agents/tool-configurations-schema.ts';

export const SessionKey = Type.String({ minLength: 1, maxLength: 50, pattern: '^[0-9a-zA-Z_-]+$' });
const secretName = Type.String({ pattern: '^[A-Za-z0-9_-]+$' });
const secret = Type.String({ minLength: 1, maxLength: 4096 });
const minutes = Type.Integer({ minimum: 0, description: 'Idle for longer it is deleted; 0 is never.' });

export const CreateSessionRequest = Type.Object({
  key: Type.Optional(SessionKey),
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { default: {} })),
  enabled: Type.Optional(Type.Boolean({ default: true })),
  tti_minutes: Type.Optional({ ...minutes, default: 0 }),
  secrets: Type.Optional(Type.Record(Type.String(), secret, { propertyNames: secretName })),
  from_session: Type.Optional(
    Type.Object({
      agent_key: Type.Optional(Type.String()),
      session_key: Type.String(),
      include_up_to_event_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      compact_up_to_event_id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    }),
  ),
});
export type CreateSessionRequest = Static<typeof CreateSessionRequest>;

const { from_session: _, ...seeded } = CreateSessionRequest.properties;
/** In a seed a session is known again by its agent and its key. */
export const SeedSession = Type.Object({ ...seeded, agent_key: AgentKey, key: SessionKey });

export const UpdateSessionRequest = Type.Object({
  name: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  metadata: Type.Optional(Metadata),
  enabled: Type.Optional(Type.Boolean()),
  tti_minutes: Type.Optional(minutes),
  secrets: Type.Optional(Type.Record(Type.String(), Type.Union([secret, Type.Null()]), { propertyNames: secretName })),
});

const tokens = Type.Optional(Type.Integer());
const ContextUsage = Type.Object({
  input_tokens: Type.Optional(Type.Object({ count: tokens, cached_tokens: tokens })),
  output_tokens: Type.Optional(Type.Object({ count: tokens, reasoning_tokens: tokens })),
  total_tokens: tokens,
  model_context_window: tokens,
});
export type ContextUsage = Static<typeof ContextUsage>;

const Status = Type.Unsafe<'unstarted' | 'running' | 'stopped'>({
  type: 'string',
  enum: ['unstarted', 'running', 'stopped'],
  readOnly: true,
});
export type SessionStatus = Static<typeof Status>;

export const AgentSession = Type.Object({
  key: SessionKey,
  agent_key: AgentKey,
  name: Type.String(),
  description: Type.Optional(Type.String()),
  metadata: Type.Optional(Metadata),
  current_step_name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  enabled: Type.Boolean({ default: true }),
  status: Type.Optional(Status),
  created_by_agent_key: Type.Optional(AgentKey),
  created_by_session_key: Type.Optional(SessionKey),
  tti_minutes: Type.Optional({ ...minutes, default: 0 }),
  created_at: Type.String({ format: 'date-time' }),
  session_context_usage: Type.Optional(ContextUsage),
  effective_compaction: Type.Optional(CompactionConfig),
  alias_key: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  secrets: Type.Optional(Type.Record(Type.String(), Type.String(), { description: 'Masked.' })),
});
export type AgentSession = Static<typeof AgentSession>;

export const ListSessionsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'A regular expression over name and description.' })),
  metadata_filter: Type.Optional(Type.String({ maxLength: 8000 })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListSessionsResponse = Type.Object({ sessions: Type.Array(AgentSession), metadata: ListMetadata });
