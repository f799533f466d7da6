/** A preset as it is being written: what fields hold is text until it is sent. */

import { useState } from 'preact/hooks';
import { connection } from '../api/call.ts';
import type { CreateGenerationPresetRequest, GenerationPreset, Llm } from '../api/types.ts';
import { FIRST_TEMPLATE } from './variables.tsx';

const NUMBERS = [
  'max_used_search_results',
  'max_tokens',
  'temperature',
  'frequency_penalty',
  'presence_penalty',
] as const;
export type NumberName = (typeof NUMBERS)[number];

export interface PresetDraft extends Record<NumberName, string> {
  name: string;
  description: string;
  llm_name: string;
  prompt_template: string;
  additional_model_params: Record<string, unknown>;
  enabled: boolean;
  default: boolean;
}

export function newDraft(llms: readonly Llm[]): PresetDraft {
  const usable = llms.filter(({ enabled }) => enabled);
  const llm =
    usable.find(({ ownership }) => ownership === 'customer') ?? usable.find((one) => one.default) ?? usable[0];
  return {
    name: '',
    description: '',
    llm_name: llm?.name ?? '',
    prompt_template: FIRST_TEMPLATE,
    max_used_search_results: '25',
    max_tokens: '',
    temperature: '',
    frequency_penalty: '',
    presence_penalty: '',
    additional_model_params: {},
    enabled: true,
    default: false,
  };
}

export function draftOf(preset: GenerationPreset): PresetDraft {
  const { name, description, llm_name, enabled, additional_model_params = {} } = preset;
  const numbers = Object.fromEntries(NUMBERS.map((key) => [key, preset[key] === undefined ? '' : String(preset[key])]));
  return {
    ...(numbers as Record<NumberName, string>),
    name,
    description,
    llm_name,
    // As a text area has it, so that places mean the same.
    prompt_template: preset.prompt_template.replace(/\r\n?/g, '\n'),
    additional_model_params,
    enabled,
    default: preset.default,
  };
}

/** What saving sends: all of it, since saving replaces the whole; numbers left empty are left out. */
export function requestOf(draft: PresetDraft): CreateGenerationPresetRequest {
  const { name, description, llm_name, prompt_template, additional_model_params, enabled } = draft;
  const numbers = NUMBERS.filter((key) => draft[key].trim() !== '').map((key) => [key, Number(draft[key])]);
  return {
    name: name.trim(),
    description,
    llm_name,
    prompt_template,
    ...Object.fromEntries(numbers),
    ...(JSON.stringify(additional_model_params) !== '{}' && { additional_model_params }),
    enabled,
    default: draft.default,
  };
}

/** Drafts that differ from what is saved, by account and place; kept until the tab is closed. */
const unsaved = new Map<string, PresetDraft>();

/** The draft of a place: `initial` until something is changed. */
export function useDraft(place: string, initial: PresetDraft) {
  const key = `${connection.value.account} ${place}`;
  const [, setTurn] = useState(0);
  const saved = JSON.stringify(initial);
  const set = (next: PresetDraft | undefined) => {
    if (next) unsaved.set(key, next);
    else unsaved.delete(key);
    setTurn((turn) => turn + 1);
  };
  const draft = unsaved.get(key) ?? initial;
  return {
    draft,
    isChanged: JSON.stringify(draft) !== saved,
    change: (part: Partial<PresetDraft>) => set({ ...(unsaved.get(key) ?? initial), ...part }),
    discard: () => set(undefined),
    /** What was sent stays until it is what has been loaded. */
    settle: (sent: PresetDraft) => set(sent),
    forget: () => unsaved.delete(key),
  };
}
