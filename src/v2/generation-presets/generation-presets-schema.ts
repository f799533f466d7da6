/** Generation presets on the wire (docs/behaviour/presets.md, Fields). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';

const settings = {
  description: Type.Optional(Type.String()),
  max_used_search_results: Type.Optional(Type.Integer({ minimum: 1 })),
  max_tokens: Type.Optional(Type.Integer({ minimum: 1 })),
  // Not bounded: the prose says 0 to 1, the schema nothing, and providers go further.
  temperature: Type.Optional(Type.Number()),
  frequency_penalty: Type.Optional(Type.Number()),
  presence_penalty: Type.Optional(Type.Number()),
  additional_model_params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  enabled: Type.Optional(Type.Boolean()),
  default: Type.Optional(Type.Boolean({ description: 'Whether this is the default preset of its LLM.' })),
};

/** Create and replace take the same body; the server's own fields are ignored in it. */
export const CreateGenerationPresetRequest = Type.Object({
  id: Type.Optional(Type.Unknown({ description: 'Ignored: the server makes ids.' })),
  name: Type.String({ minLength: 1 }),
  llm_name: Type.String({ minLength: 1 }),
  prompt_template: Type.String({ minLength: 1, description: 'Apache Velocity text that renders to messages.' }),
  ...settings,
  ownership: Type.Optional(Type.Unknown({ description: 'Ignored.' })),
});
export type CreateGenerationPresetRequest = Static<typeof CreateGenerationPresetRequest>;

export const GenerationPreset = Type.Object({
  id: Type.String(),
  name: Type.String(),
  llm_name: Type.String(),
  prompt_template: Type.String(),
  ...settings,
  description: Type.String(),
  enabled: Type.Boolean(),
  default: Type.Boolean(),
  ownership: Type.Union([Type.Literal('platform'), Type.Literal('customer')]),
});
export type GenerationPreset = Static<typeof GenerationPreset>;

export const ListGenerationPresetsQuery = Type.Object({
  llm_name: Type.Optional(Type.String({ description: 'Exact name of an LLM.' })),
  filter: Type.Optional(Type.String({ description: 'Regular expression over name and description.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});

export const ListGenerationPresetsResponse = Type.Object({
  generation_presets: Type.Array(GenerationPreset),
  metadata: ListMetadata,
});
