import { CheckField, SelectField, TextField } from '../../parts/forms/field.ts';
import { JsonEditor } from '../../parts/forms/json-editor.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import type { Llm, Preset } from '../preset-types.ts';
import { defaultOf } from '../standing.ts';
import type { NumberName, PresetDraft } from './preset-draft.ts';

export interface FieldsProps {
  draft: PresetDraft;
  change(part: Partial<PresetDraft>): void;
  /** What is wrong with a field of the request. */
  errorOf(name: string): string | undefined;
  readOnly: boolean;
  presets: readonly Preset[];
  llms: readonly Llm[];
  /** Of the preset that is edited. */
  id: string | undefined;
}

export function MainFields({ draft, change, errorOf, readOnly, presets, llms }: FieldsProps) {
  const shadows =
    !readOnly && presets.some(({ name, ownership }) => ownership === 'platform' && name === draft.name.trim());
  return html`<${Section} title="Preset" className="preset-main">
    <div class="field-row">
      <${TextField} label="Name" value=${draft.name} disabled=${readOnly} error=${errorOf('name')}
        hint=${shadows ? 'A preset of the platform has this name: queries that name it get this one instead.' : undefined}
        onChange=${(name: string) => change({ name })} />
      <${SelectField} label="LLM" value=${draft.llm_name} options=${llmOptions(llms, draft.llm_name)} disabled=${readOnly} error=${errorOf('llm_name')}
        onChange=${(llm_name: string) => change({ llm_name })} />
      <${TextField} label="Description" value=${draft.description} disabled=${readOnly} error=${errorOf('description')}
        onChange=${(description: string) => change({ description })} />
    </div>
  <//>`;
}

/** Own ones first; a name that is no LLM's, or another spelling of one, stays as it is. */
function llmOptions(llms: readonly Llm[], current: string) {
  const isShadowed = (llm: Llm) => llm.ownership === 'platform' && llms.some((o) => o.name === llm.name && o !== llm);
  const options = llms
    .filter((llm) => !isShadowed(llm))
    .sort((a, b) => Number(a.ownership === 'platform') - Number(b.ownership === 'platform'))
    .map(({ name, ownership, enabled }) => ({
      value: name,
      label: `${name} (${ownership === 'customer' ? 'own' : 'platform'}${enabled ? '' : ', disabled'})`,
    }));
  return options.some(({ value }) => value === current)
    ? options
    : [{ value: current, label: current || 'Choose one' }, ...options];
}

const PARAMETERS: readonly { name: NumberName; label: string; hint: string; min?: number; step: number | 'any' }[] = [
  { name: 'max_used_search_results', label: 'Search results used', hint: '5 if empty', min: 1, step: 1 },
  { name: 'max_tokens', label: 'Max tokens', hint: 'Not sent if empty', min: 1, step: 1 },
  { name: 'temperature', label: 'Temperature', hint: 'Not sent if empty', step: 'any' },
  { name: 'frequency_penalty', label: 'Frequency penalty', hint: 'Not sent if empty', step: 'any' },
  { name: 'presence_penalty', label: 'Presence penalty', hint: 'Not sent if empty', step: 'any' },
];

export function ParameterFields(props: FieldsProps & { onValidity(valid: boolean): void }) {
  const { draft, change, errorOf, readOnly, presets, id, onValidity } = props;
  const before = defaultOf(
    draft.llm_name,
    presets.filter((preset) => preset.id !== id),
  );
  const instead = before ? ` Takes the place of ${before.name}.` : '';
  return html`<${Section} title="Parameters" className="preset-parameters">
    <div class="field-row narrow">
      ${PARAMETERS.map(
        ({
          name,
          ...rest
        }) => html`<${TextField} type="number" ...${rest} value=${draft[name]} disabled=${readOnly} error=${errorOf(name)}
          onChange=${(value: string) => change({ [name]: value })} />`,
      )}
    </div>
    <div class="field-row">
      <div class="stack">
        <${CheckField} label="Enabled" value=${draft.enabled} disabled=${readOnly} hint="Queries that name a disabled preset are refused."
          onChange=${(enabled: boolean) => change({ enabled })} />
        <${CheckField} label="Default of its LLM" value=${draft.default} disabled=${readOnly}
          hint=${`For queries that name ${draft.llm_name || 'the LLM'} and no preset.${draft.default && !readOnly ? instead : ''}`}
          onChange=${(value: boolean) => change({ default: value })} />
      </div>
      ${
        readOnly
          ? null
          : html`<${JsonEditor} label="Additional model parameters" rows=${3} value=${draft.additional_model_params} error=${errorOf('additional_model_params')}
              hint="Sent to the upstream beside those above, as JSON." onValidity=${onValidity}
              onChange=${(value: unknown) => change({ additional_model_params: value as Record<string, unknown> })} />`
      }
    </div>
  <//>`;
}
