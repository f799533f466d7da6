/** What overrides what: which of several presets of one name or one LLM a query gets. */
import type { GenerationPreset } from '../api/types.ts';
import { Chip } from '../parts/pieces.tsx';

/** The preset of a query that names neither a preset nor an LLM. */
const DEFAULT_PRESET = 'mockingbird-2.0';

interface Standing {
  /** The platform's preset of the same name, which no query gets as long as this one is there. */
  shadows: GenerationPreset | undefined;
  shadowedBy: GenerationPreset | undefined;
  /** Whether a query that names its LLM and no preset gets it. */
  isDefault: boolean;
  /** The own preset that is the default of its LLM in its place. */
  defaultTakenBy: GenerationPreset | undefined;
  /** Whether a query that names neither gets it. */
  isLastResort: boolean;
}

function standingOf(preset: GenerationPreset, presets: readonly GenerationPreset[]): Standing {
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
export function defaultOf(llmName: string, presets: readonly GenerationPreset[]): GenerationPreset | undefined {
  const meant = presets.filter((preset) => preset.default && preset.enabled && preset.llm_name === llmName);
  return meant.findLast(({ ownership }) => ownership === 'customer') ?? meant.at(-1);
}

/** Whose a preset is, and what it overrides or is overridden by. */
export function StandingChips({ preset, presets }: { preset: GenerationPreset; presets: readonly GenerationPreset[] }) {
  const { shadows, shadowedBy, isDefault, defaultTakenBy, isLastResort } = standingOf(preset, presets);
  const { name, llm_name } = preset;
  return (
    <span class="standing">
      {preset.ownership === 'platform' ? <Chip>platform</Chip> : <Chip tone="info">yours</Chip>}
      {!preset.enabled && (
        <Chip tone="bad" title="Queries that name it are refused">
          disabled
        </Chip>
      )}
      {shadows && (
        <Chip tone="warn" title={`Queries that name ${name} get this one`}>
          overrides the platform preset
        </Chip>
      )}
      {shadowedBy && (
        <Chip tone="warn" title={`Queries that name ${name} get your own`}>
          overridden by yours
        </Chip>
      )}
      {isDefault && (
        <Chip tone="good" title={`Queries that name the LLM ${llm_name} and no preset get this one`}>
          default for {llm_name}
        </Chip>
      )}
      {defaultTakenBy && (
        <Chip tone="warn" title={`Queries that name the LLM ${llm_name} get ${defaultTakenBy.name}`}>
          default is {defaultTakenBy.name}
        </Chip>
      )}
      {isLastResort && (
        <Chip tone="good" title="Queries that name neither a preset nor an LLM get this one">
          used by default
        </Chip>
      )}
    </span>
  );
}
