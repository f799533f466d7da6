import { Field, SelectField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import type { RerankStep, Variant } from '../request/query-form.ts';
import { type Choices, optionsOf } from './choices.ts';
import { NumberField } from './number-field.ts';
import { RerankField } from './rerank-field.ts';

export interface VariantFieldsProps {
  choices: Choices;
  value: Variant;
  onChange(value: Variant): void;
  /** Whether an answer is asked for. */
  answers: boolean;
}

/** What two sides can differ in: who answers, and how is searched. */
export function VariantFields({ choices, value, onChange, answers }: VariantFieldsProps) {
  const { presets, llms, rerankers } = choices;
  const set = (change: Partial<Variant>) => onChange({ ...value, ...change });
  return html`
    ${
      answers &&
      html`<div class="field-row pair">
        <${SelectField} label="Preset" value=${value.preset} options=${optionsOf(presets, value.preset, 'Default')}
          onChange=${(preset: string) => set({ preset })} />
        <${SelectField} label="LLM" value=${value.llm} options=${optionsOf(llms, value.llm, llmOfPreset(choices, value))}
          onChange=${(llm: string) => set({ llm })} />
      </div>`
    }
    <${LambdaField} value=${value.lambda} onChange=${(lambda: number) => set({ lambda })} />
    <${RerankField} rerankers=${rerankers} value=${value.rerank} onChange=${(rerank: RerankStep[]) => set({ rerank })} />
  `;
}

function llmOfPreset({ presets }: Choices, { preset }: Variant): string {
  const llm = presets.find(({ name }) => name === preset)?.llm_name;
  return llm ? `The preset’s: ${llm}` : 'The preset’s';
}

function LambdaField({ value, onChange }: { value: number; onChange(value: number): void }) {
  const slide = ({ currentTarget }: { currentTarget: HTMLInputElement }) => onChange(Number(currentTarget.value));
  return html`<div class="lambda">
    <${Field} label="Meaning … words">${(attributes: object) => html`
      <input ...${attributes} type="range" min="0" max="1" step="0.005" value=${value} onInput=${slide} />`}<//>
    <${NumberField} label="λ" min=${0} max=${1} step="any" value=${value} onChange=${(next = 0) => onChange(next)} />
  </div>`;
}
