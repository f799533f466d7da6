/**
 * Which preset, LLM, template and parameters a query is answered with (docs/behaviour/presets.md, What a query is
 * answered with and Unknown and disabled).
 */
import type { Account } from '../../accounts/account.ts';
import { ambiguousLlm, invalidArgument } from '../../errors.ts';
import type { ModelParameters } from '../../upstream/language-model.ts';
import { presetsOf } from '../../v2/generation-presets/generation-presets-repository.ts';
import type { GenerationPreset } from '../../v2/generation-presets/generation-presets-schema.ts';
import { findLlmByName, type Resolution } from '../../v2/llms/find-llm.ts';
import { asksForTurns, type LlmRecord, mergesTurns } from '../../v2/llms/llm-record.ts';
import { openModel } from '../../v2/llms/models.ts';
import { TemplateError } from '../../velocity/velocity.ts';
import { templateFailed } from '../answer/generation-failure.ts';
import { detectLanguage } from '../detect-language.ts';
import { LANGUAGE_NAMES } from '../languages.ts';
import type { GenerationParameters } from '../query-schema.ts';
import { parseTemplate } from '../templates.ts';
import type { GenerationChoices, GenerationPlan } from './query-plan.ts';

/** The preset of a query that names neither a preset nor an LLM. */
export const DEFAULT_PRESET = 'mockingbird-2.0';
export const DEFAULT_USED_RESULTS = 5;

const LLM_FIELD = 'body.generation.model_parameters.llm_name';

export async function planGeneration(
  account: Account,
  query: string,
  request: GenerationParameters | undefined,
  stream: boolean,
): Promise<GenerationPlan | undefined> {
  if (!request || request.enabled === false) return undefined;
  const { preset, field, presetBy } = choosePreset(account, request);
  const llm = chooseLlm(account, request, preset, field);
  const given = request.prompt_template ?? request.prompt_text;
  const templateFrom = given === undefined ? 'preset' : 'request';
  const override = request.model_parameters?.llm_name;
  return {
    llmName: llm.name,
    chosen: {
      preset: preset.name,
      presetBy,
      llmBy: override === undefined ? 'preset' : 'llm_name',
      llmAsked: override ?? preset.llm_name,
      llmOwnership: llm.ownership,
      template: given ?? preset.prompt_template,
    },
    stream,
    model: openModel(account, llm, preset.name),
    template: parse(given ?? preset.prompt_template, templateFrom),
    templateFrom,
    strictRoles: asksForTurns(llm),
    mergesRoles: mergesTurns(llm),
    maxUsedSearchResults: request.max_used_search_results ?? preset.max_used_search_results ?? DEFAULT_USED_RESULTS,
    maxResponseCharacters: request.max_response_characters || undefined,
    parameters: chooseParameters(request, preset),
    language: await resolveLanguage(request.response_language ?? 'auto', query),
    citations: {
      style: request.citations?.style ?? 'numeric',
      urlPattern: request.citations?.url_pattern,
      textPattern: request.citations?.text_pattern,
    },
    scoreConsistency: request.enable_factual_consistency_score ?? true,
  };
}

/** `auto` is the language of the query; English where answers cannot be asked for in that one. */
export async function resolveLanguage(wanted: string, query: string): Promise<string> {
  if (wanted !== 'auto') return wanted;
  const detected = await detectLanguage(query);
  return detected in LANGUAGE_NAMES ? detected : 'eng';
}

function choosePreset(account: Account, request: GenerationParameters) {
  const key =
    request.generation_preset_name === undefined && request.prompt_name !== undefined
      ? 'prompt_name'
      : 'generation_preset_name';
  const field = `body.generation.${key}`;
  const asked = request[key];
  const ofLlm = asked ?? defaultPresetOf(account, request.model_parameters?.llm_name);
  const name = ofLlm ?? DEFAULT_PRESET;
  const byDefault = ofLlm === undefined ? 'default' : 'default of the LLM';
  const presetBy: GenerationChoices['presetBy'] = asked === undefined ? byDefault : key;
  const preset = presetsOf(account).findByName(name);
  if (!preset) throw invalidArgument(`Generation preset '${name}' was not found.`, field);
  if (!preset.enabled) throw invalidArgument(`Generation preset '${name}' is disabled.`, field);
  return { preset, field, presetBy };
}

/** Of a query that names no preset: the default of the LLM it names, if that has one. */
function defaultPresetOf(account: Account, llmName: string | undefined) {
  if (llmName === undefined) return undefined;
  const wanted = found(findLlmByName(account, llmName));
  const isOfLlm = (preset: GenerationPreset) =>
    preset.default && preset.enabled && found(findLlmByName(account, preset.llm_name))?.id === wanted?.id;
  return wanted && presetsOf(account).list().toReversed().find(isOfLlm)?.name;
}

const found = (llm: Resolution<LlmRecord>): LlmRecord | undefined => (llm && 'found' in llm ? llm.found : undefined);

function chooseLlm(
  account: Account,
  request: GenerationParameters,
  preset: GenerationPreset,
  presetField: string,
): LlmRecord {
  const override = request.model_parameters?.llm_name;
  const field = override === undefined ? presetField : LLM_FIELD;
  const name = override ?? preset.llm_name;
  const llm = findLlmByName(account, name);
  if (!llm) {
    const by = override === undefined ? ` used by generation preset '${preset.name}'` : '';
    throw invalidArgument(`LLM '${name}'${by} was not found.`, field);
  }
  if ('ambiguous' in llm) throw ambiguousLlm(name, llm.ambiguous, field);
  if (!llm.found.enabled) throw invalidArgument(`LLM '${llm.found.name}' is disabled.`, field);
  return llm.found;
}

/** Each parameter by itself: request, else preset, else not sent. */
function chooseParameters(
  { model_parameters: given }: GenerationParameters,
  preset: GenerationPreset,
): ModelParameters {
  const chosen: ModelParameters = { ...preset.additional_model_params };
  for (const name of ['max_tokens', 'temperature', 'frequency_penalty', 'presence_penalty'] as const) {
    const value = given?.[name] ?? preset[name];
    if (value !== undefined) chosen[name] = value;
  }
  return chosen;
}

function parse(text: string, from: GenerationPlan['templateFrom']) {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (error instanceof TemplateError) throw templateFailed(error.message, from);
    throw error;
  }
}
