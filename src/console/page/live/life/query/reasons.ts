/** Why a query has the preset and the LLM that it has, in plain words. */
import type { GenerationChoices } from '../../../../../query/plan/query-plan.ts';
import type { PlannedGeneration } from '../notes/call-notes.ts';

const PRESET_REASONS: Record<GenerationChoices['presetBy'], string> = {
  generation_preset_name: 'the request names it as generation_preset_name',
  prompt_name: 'the request names it as prompt_name',
  'default of the LLM': 'it is the default preset of the LLM that the request names',
  default: 'the request names none, and it is the default',
};

const LLM_REASONS: Record<GenerationChoices['llmBy'], string> = {
  llm_name: 'the request asks for it with model_parameters.llm_name, which overrides the preset’s',
  preset: 'the preset names it',
};

export const presetReason = ({ preset_by }: PlannedGeneration): string =>
  (PRESET_REASONS as Record<string, string>)[preset_by] ?? preset_by;

export function llmReason({ llm, llm_by, llm_asked_for }: PlannedGeneration): string {
  const reason = (LLM_REASONS as Record<string, string>)[llm_by] ?? llm_by;
  return llm_asked_for === llm ? reason : `${reason}, written “${llm_asked_for}”`;
}

export function llmOwner({ llm_ownership }: PlannedGeneration): string {
  return llm_ownership === 'customer' ? 'registered here' : 'of the platform, answered by the built-in model';
}
