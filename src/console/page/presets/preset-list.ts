import { useState } from 'preact/hooks';
import { linkTo } from '../app/router.ts';
import { count } from '../parts/format.ts';
import { TextField } from '../parts/forms/field.ts';
import { html } from '../parts/html.ts';
import { Empty, Section, Segmented } from '../parts/pieces.ts';
import type { Llm, Preset } from './preset-types.ts';
import { LlmOf, StandingChips } from './standing-chips.ts';

type Whose = 'all' | 'customer' | 'platform';
const CHOICES: { value: Whose; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'customer', label: 'Own' },
  { value: 'platform', label: 'Platform' },
];

export function PresetList({ presets, llms }: { presets: readonly Preset[]; llms: readonly Llm[] }) {
  const [whose, setWhose] = useState<Whose>('all');
  const [words, setWords] = useState('');
  const wanted = words.toLowerCase();
  const shown = presets
    .filter(({ ownership }) => whose === 'all' || ownership === whose)
    .filter(({ name, description, llm_name }) => `${name} ${description} ${llm_name}`.toLowerCase().includes(wanted))
    // Own ones first: they are what a query gets first.
    .sort((a, b) => Number(a.ownership === 'platform') - Number(b.ownership === 'platform'));
  return html`<${Section} title=${count(shown.length, 'preset')} className="preset-list" actions=${html`
      <${Segmented} label="Whose" value=${whose} choices=${CHOICES} onChange=${setWhose} />`}>
    <${TextField} label="Find" type="search" value=${words} placeholder="Name, description or LLM" onChange=${setWords} />
    ${
      shown.length === 0
        ? html`<${Empty} title=${whose === 'customer' && words === '' ? 'No preset of your own yet' : 'No such preset'}>
            <p>A preset is an LLM, a prompt template and parameters under one name. <a href=${linkTo('presets', 'new')}>Make one</a>, or copy one of the platform’s.</p>
          <//>`
        : html`<ul class="rows">${shown.map((preset) => html`<${Row} key=${preset.id} preset=${preset} presets=${presets} llms=${llms} />`)}</ul>`
    }
  <//>`;
}

function Row({ preset, presets, llms }: { preset: Preset; presets: readonly Preset[]; llms: readonly Llm[] }) {
  const { id, name, description, llm_name, ownership } = preset;
  return html`<li>
    <div class="what">
      <a href=${linkTo('presets', id)}>${name}</a>
      <${StandingChips} preset=${preset} presets=${presets} />
      ${description && html`<p class="hint">${description}</p>`}
    </div>
    <div class="how">
      <${LlmOf} name=${llm_name} llms=${llms} />
      <p class="hint">${settingsOf(preset)}</p>
    </div>
    <div class="actions">
      <a class="button quiet" href=${linkTo('presets', id)} aria-label=${`${ownership === 'platform' ? 'See' : 'Edit'} ${name}`}>${ownership === 'platform' ? 'See' : 'Edit'}</a>
      <a class="button quiet" href=${linkTo('presets', 'new', id)} aria-label=${`Copy ${name}`}>Copy</a>
    </div>
  </li>`;
}

function settingsOf({ max_used_search_results, max_tokens, temperature }: Preset): string {
  const settings = [
    count(max_used_search_results ?? 5, 'result'),
    max_tokens !== undefined && `${max_tokens.toLocaleString('en')} tokens`,
    temperature !== undefined && `temperature ${temperature}`,
  ];
  return settings.filter(Boolean).join(' · ');
}
