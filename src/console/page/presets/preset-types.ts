export type {
  CreateGenerationPresetRequest as PresetRequest,
  GenerationPreset as Preset,
} from '../../../resources/generation-presets/generation-presets-schema.ts';
export type { Llm } from '../../../resources/llms/llms-schema.ts';
