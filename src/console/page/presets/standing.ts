/** What overrides what: which of several presets of one name or one LLM a query gets. */
import type { Llm, Preset } from './preset-types.ts';

/** The preset of a query that names neither a preset nor an LLM. */
const DEFAULT_PRESET = 'mockingbird-2.0';

export interface Standing {
  /** The platform's preset of the same name, which no query gets as long as this one is there. */
  shadows: Preset | undefined;
  shadowedBy: Preset | undefined;
  /** Whether a query that names its LLM and no preset gets it. */
  isDefault: boolean;
  /** The own preset that is the default of its LLM in its place. */
  defaultTakenBy: Preset | undefined;
  /** Whether a query that names neither gets it. */
  isLastResort: boolean;
}

export function standingOf(preset: Preset, presets: readonly Preset[]): Standing {
  const isOwn = preset.ownership === 'customer';
  const namesake = presets.find(({ name, ownership }) => name === preset.name && ownership !== preset.ownership);
  const shadowedBy = isOwn ? undefined : namesake;
  const inUse = defaultOf(preset.llm_name, presets);
  return {
    shadows: isOwn ? namesake : undefined,
    shadowedBy,
    isDefault: inUse?.id === preset.id && !shadowedBy,
    defaultTakenBy: preset.default && preset.enabled && inUse && inUse.id !== preset.id ? inUse : undefined,
    isLastResort: preset.name === DEFAULT_PRESET && !shadowedBy,
  };
}

/** An LLM's default among the presets: the own ones come first, the newest of them before the others. */
export function defaultOf(llmName: string, presets: readonly Preset[]): Preset | undefined {
  const meant = presets.filter((preset) => preset.default && preset.enabled && preset.llm_name === llmName);
  return meant.findLast(({ ownership }) => ownership === 'customer') ?? meant.at(-1);
}

/** The LLM of exactly this name; an own one is meant before the platform's. */
export function llmNamed(name: string, llms: readonly Llm[]): Llm | undefined {
  const named = llms.filter((llm) => llm.name === name);
  return named.find(({ ownership }) => ownership === 'customer') ?? named[0];
}
