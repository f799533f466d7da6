/** Instructions on the wire (docs/behaviour/agents.md, Instructions). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { ToolSketch } from '../tools/tools-schema.ts';

export const InstructionId = Type.String({ pattern: '^ins_[0-9a-zA-Z_-]+$' });
export const TemplateType = Type.Unsafe<'velocity' | 'text'>({
  type: 'string',
  enum: ['velocity', 'text'],
  default: 'velocity',
});
const Metadata = Type.Record(Type.String(), Type.Unknown());
const type = Type.Literal('initial');
const name = Type.String({ minLength: 1, maxLength: 50 });
const template = Type.String({ description: 'In Velocity, ## begins a comment that lasts to the end of its line.' });
const version = Type.Integer({ minimum: 1 });

/** What a kept instruction and one that stands in a step have in common. */
export const instructionFields = {
  description: Type.Optional(Type.String()),
  template_type: Type.Optional(TemplateType),
  template,
  metadata: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { default: {} })),
  enabled: Type.Optional(Type.Boolean({ default: true })),
};

export const CreateInstructionRequest = Type.Object({ type: Type.Optional(type), name, ...instructionFields });

export const UpdateInstructionRequest = Type.Object({
  type: Type.Optional(type),
  name: Type.Optional(name),
  description: Type.Optional(Type.String()),
  template: Type.Optional(template),
  // Without a default: what is left out stays.
  template_type: Type.Optional(Type.Unsafe<'velocity' | 'text'>({ type: 'string', enum: ['velocity', 'text'] })),
  metadata: Type.Optional(Metadata),
  enabled: Type.Optional(Type.Boolean()),
});

export const Instruction = Type.Object({
  id: InstructionId,
  type,
  name,
  description: Type.Optional(Type.String()),
  template_type: TemplateType,
  template,
  version: Type.Integer({ minimum: 1, description: 'Counts the changes.' }),
  metadata: Type.Optional(Metadata),
  enabled: Type.Boolean({ default: true }),
  created_at: Type.Optional(Type.String({ format: 'date-time' })),
  updated_at: Type.Optional(Type.String({ format: 'date-time' })),
});
export type Instruction = Static<typeof Instruction>;

export const ListInstructionsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'A regular expression over name and description.' })),
  type: Type.Optional(Type.Unsafe<'initial'>({ type: 'string', enum: ['initial'] })),
  enabled: Type.Optional(Type.Boolean()),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListInstructionsResponse = Type.Object({
  instructions: Type.Array(Instruction),
  metadata: ListMetadata,
});

export const VersionQuery = Type.Object({ version: Type.Optional(version) });
export const Version = version;

export const TestInstructionRequest = Type.Object({
  context: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'Stands for the session’s metadata.' }),
  ),
  tools: Type.Optional(Type.Array(ToolSketch, { default: [] })),
});
export const TestInstructionResponse = Type.Object({ rendered_instruction: Type.String() });
