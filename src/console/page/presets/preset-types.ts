export type {
  CreateGenerationPresetRequest as PresetRequest,
  GenerationPreset as Preset,
} from '../../../v2/generation-presets/generation-presets-schema.ts';
export type { Llm } from '../../../v2/llms/llms-schema.ts';
