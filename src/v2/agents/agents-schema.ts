/** Agents on the wire (docs/behaviour/agents.md, Agents). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';
import { InstructionId, instructionFields, TemplateType } from '../instructions/instructions-schema.ts';
import { JsonSchemaDefinition } from '../tools/json-schema-definition.ts';
import { AgentKey, Metadata, ToolConfiguration } from './tool-configurations-schema.ts';

export { AgentKey };

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Optional(Type.Union([schema, Type.Null()]));
const words = <const Words extends readonly string[]>(...list: Words) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: list });

export const RetryConfiguration = Type.Object({
  enabled: Type.Optional(Type.Boolean({ default: true })),
  max_retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 10, default: 3 })),
  initial_backoff_ms: Type.Optional(Type.Integer({ minimum: 100, maximum: 60_000, default: 1000 })),
  max_backoff_ms: Type.Optional(Type.Integer({ minimum: 1000, maximum: 300_000, default: 30_000 })),
  backoff_factor: Type.Optional(Type.Number({ minimum: 1, maximum: 10, default: 2 })),
});

export const AgentModel = Type.Object({
  name: Type.String({ description: 'The name of an LLM.' }),
  parameters: Type.Optional(Metadata),
  retry_configuration: Type.Optional(RetryConfiguration),
});
export type AgentModel = Static<typeof AgentModel>;

export const StepInstruction = discriminatedUnion([
  Type.Object({
    type: Type.Literal('reference'),
    id: InstructionId,
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'The latest when left out.' })),
  }),
  Type.Object({
    type: Type.Literal('inline'),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
    ...instructionFields,
  }),
]);
export type StepInstruction = Static<typeof StepInstruction>;

export const OutputParser = discriminatedUnion([
  Type.Object({ type: Type.Literal('default') }),
  Type.Object({
    type: Type.Literal('structured'),
    json_schema: Type.Object({
      description: Type.Optional(Type.String()),
      name: Type.String({ minLength: 1, pattern: '^[a-zA-Z0-9_-]+$' }),
      strict: Type.Optional(Type.Union([Type.Boolean(), Type.Null()])),
      schema: JsonSchemaDefinition,
    }),
  }),
]);
export type OutputParser = Static<typeof OutputParser>;

export const StepReminder = discriminatedUnion([
  Type.Object({
    type: Type.Literal('templated'),
    template_type: Type.Optional(TemplateType),
    template: Type.String(),
    hooks: Type.Array(words('input_message', 'tool_output'), { minItems: 1 }),
    fire_every: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
    skip_first: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
  }),
  Type.Object({
    type: Type.Literal('glossary_expansion'),
    glossary_key: Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-zA-Z0-9_=-]+$' }),
  }),
]);
export type StepReminder = Static<typeof StepReminder>;

const instructions = Type.Array(StepInstruction);
const reminders = Type.Array(StepReminder);
const nextSteps = Type.Array(
  Type.Object({
    condition: Type.Optional(Type.String({ description: 'A user function that gives a boolean.' })),
    step_name: Type.String(),
  }),
);
const names = Type.Array(Type.String());
const deprecatedType = Type.Optional(Type.String({ deprecated: true }));

const stepFields = {
  type: deprecatedType,
  instructions: Type.Optional(instructions),
  output_parser: Type.Optional(OutputParser),
  reminders: Type.Optional(reminders),
  next_steps: Type.Optional(nextSteps),
  allowed_tools: Type.Optional(names),
  allowed_skills: Type.Optional(names),
  reentry_step: Type.Optional(Type.String()),
};
const stepName = Type.String({ minLength: 1, maxLength: 255 });
export const AgentStep = Type.Object(stepFields);
export type AgentStep = Static<typeof AgentStep>;
const FirstAgentStep = Type.Object({ name: Type.Optional({ ...stepName, default: 'first_step' }), ...stepFields });

const stepChanges = {
  type: deprecatedType,
  instructions: orNull(instructions),
  output_parser: Type.Optional(OutputParser),
  reminders: orNull(reminders),
  next_steps: orNull(nextSteps),
  allowed_tools: orNull(names),
  allowed_skills: orNull(names),
  reentry_step: orNull(Type.String()),
};
export const UpdateAgentStep = Type.Object(stepChanges);
export type UpdateAgentStep = Static<typeof UpdateAgentStep>;

export const AgentSkill = Type.Object({
  description: Type.String({ maxLength: 500 }),
  when_to_use: Type.Optional(Type.String({ maxLength: 500 })),
  content: Type.String({ maxLength: 50_000 }),
});
export type AgentSkill = Static<typeof AgentSkill>;

const ToolEventPolicy = words('exclude', 'include_outputs', 'include_all');
/** Without defaults, so that a change keeps what it does not name. */
export const CompactionConfig = Type.Object({
  enabled: Type.Optional(Type.Boolean()),
  threshold_percent: Type.Optional(Type.Integer({ minimum: 50, maximum: 95 })),
  keep_recent_inputs: Type.Optional(Type.Integer({ minimum: 1 })),
  compaction_message: Type.Optional(Type.String({ maxLength: 10_000 })),
  tool_event_policy: Type.Optional(ToolEventPolicy),
});
export type CompactionConfig = Static<typeof CompactionConfig>;

const bytes = Type.Optional(Type.Integer({ minimum: 1024 }));
const share = Type.Optional(Type.Number({ minimum: 0.01, maximum: 1 }));
export const ToolOutputOffloading = Type.Object({
  enabled: Type.Optional(Type.Boolean()),
  mode: Type.Optional(words('artifact', 'truncate')),
  context_percentage: share,
  max_threshold_bytes: bytes,
  min_threshold_bytes: bytes,
  headroom_percentage: share,
});
export type ToolOutputOffloading = Static<typeof ToolOutputOffloading>;

const AgentName = Type.String({ minLength: 1, maxLength: 50 });
const toolName = Type.String({ minLength: 1, maxLength: 64, pattern: '^[0-9a-zA-Z_-]+$' });
const configurations = Type.Record(Type.String(), ToolConfiguration, { propertyNames: toolName });
const skills = Type.Record(Type.String(), AgentSkill);
const steps = Type.Record(Type.String(), AgentStep, { propertyNames: stepName });

export const CreateAgentRequest = Type.Object({
  key: Type.Optional(AgentKey),
  name: AgentName,
  description: Type.Optional(Type.String()),
  tool_configurations: Type.Optional(configurations),
  skills: Type.Optional(skills),
  model: AgentModel,
  first_step: Type.Optional({ ...FirstAgentStep, deprecated: true }),
  first_step_name: Type.Optional(Type.String({ minLength: 1 })),
  steps: Type.Optional(steps),
  metadata: Type.Optional(Metadata),
  enabled: Type.Optional(Type.Boolean({ default: true })),
  compaction: Type.Optional(CompactionConfig),
  tool_output_offloading: Type.Optional(ToolOutputOffloading),
});
export type CreateAgentRequest = Static<typeof CreateAgentRequest>;

/** In a seed an agent is known again by its key. */
export const SeedAgent = Type.Object({ ...CreateAgentRequest.properties, key: AgentKey });

const entriesOrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, propertyNames: object) =>
  orNull(Type.Record(Type.String(), Type.Union([schema, Type.Null()]), { propertyNames }));

export const UpdateAgentRequest = Type.Object({
  name: Type.Optional(AgentName),
  description: orNull(Type.String()),
  tool_configurations: entriesOrNull(ToolConfiguration, toolName),
  skills: entriesOrNull(AgentSkill, Type.String()),
  model: Type.Optional(AgentModel),
  first_step: Type.Optional(Type.Object({ name: Type.Optional(stepName), ...stepChanges }, { deprecated: true })),
  first_step_name: Type.Optional(Type.String({ minLength: 1 })),
  steps: entriesOrNull(UpdateAgentStep, stepName),
  metadata: orNull(Metadata),
  enabled: orNull(Type.Boolean()),
  compaction: orNull(CompactionConfig),
  tool_output_offloading: orNull(ToolOutputOffloading),
});
export type UpdateAgentRequest = Static<typeof UpdateAgentRequest>;

const time = Type.Optional(Type.String({ format: 'date-time' }));
export const Agent = Type.Object({
  key: AgentKey,
  name: AgentName,
  description: Type.Optional(Type.String()),
  tool_configurations: configurations,
  skills: Type.Optional(skills),
  model: AgentModel,
  first_step: FirstAgentStep,
  first_step_name: Type.Optional(Type.String()),
  steps: Type.Optional(steps),
  metadata: Type.Optional(Metadata),
  enabled: Type.Boolean({ default: true }),
  compaction: Type.Optional(CompactionConfig),
  tool_output_offloading: Type.Optional(ToolOutputOffloading),
  created_at: time,
  updated_at: time,
});

export const ListAgentsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'A regular expression over name and description.' })),
  enabled: Type.Optional(Type.Boolean()),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListAgentsResponse = Type.Object({ agents: Type.Array(Agent), metadata: ListMetadata });
