import { html } from '../parts/html.ts';
import { Chip } from '../parts/pieces.ts';
import type { Llm, Preset } from './preset-types.ts';
import { llmNamed, standingOf } from './standing.ts';

/** Whose a preset is, and what it overrides or is overridden by. */
export function StandingChips({ preset, presets }: { preset: Preset; presets: readonly Preset[] }) {
  const { shadows, shadowedBy, isDefault, defaultTakenBy, isLastResort } = standingOf(preset, presets);
  const { name, llm_name } = preset;
  return html`<span class="standing">
    ${preset.ownership === 'platform' ? html`<${Chip}>platform<//>` : html`<${Chip} tone="info">own<//>`}
    ${!preset.enabled && html`<${Chip} tone="bad" title="Queries that name it are refused">disabled<//>`}
    ${shadows && html`<${Chip} tone="warn" title=${`Queries that name ${name} get this one`}>shadows the platform’s<//>`}
    ${shadowedBy && html`<${Chip} tone="warn" title=${`Queries that name ${name} get your own`}>shadowed by your own<//>`}
    ${isDefault && html`<${Chip} tone="good" title=${`Queries that name the LLM ${llm_name} and no preset get this one`}>default of ${llm_name}<//>`}
    ${defaultTakenBy && html`<${Chip} tone="warn" title=${`Queries that name the LLM ${llm_name} get ${defaultTakenBy.name}`}>default taken by ${defaultTakenBy.name}<//>`}
    ${isLastResort && html`<${Chip} tone="good" title="Queries that name neither a preset nor an LLM get this one">used when none is named<//>`}
  </span>`;
}

/** The LLM that answers, and whose it is. */
export function LlmOf({ name, llms }: { name: string; llms: readonly Llm[] }) {
  const llm = llmNamed(name, llms);
  const shadowed = llms.some((other) => other.name === name && other !== llm);
  return html`<span class="llm-of"><code>${name}</code>
    ${!llm && html`<${Chip} tone="warn" title="It may mean one by its model or in another spelling; queries are refused if not">no LLM of this exact name<//>`}
    ${llm && !llm.enabled && html`<${Chip} tone="bad">disabled<//>`}
    ${llm?.ownership === 'customer' && html`<${Chip} tone="info" title=${llm.uri}>${shadowed ? 'own, not the platform’s' : 'own'}<//>`}
  </span>`;
}
