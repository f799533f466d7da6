import type { Capabilities } from '../../../../v2/llms/llms-schema.ts';
import { SelectField, TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import type { PartProps } from './auth-fields.ts';

type Switch = Exclude<keyof Capabilities, 'context_limit'>;

export const CAPABILITIES: Record<Switch, string> = {
  image_support: 'Images',
  tool_calling: 'Tools',
  structured_outputs: 'Structured outputs',
  requires_role_alternation: 'Needs alternating roles',
};

const INFERRED = { value: '', label: 'As the model’s name tells' };
const SWITCHED = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

/** What the model can do. `known`: of an LLM that is stored, where nothing is inferred any more. */
export function CapabilityFields({ draft, onChange, errors, known }: PartProps & { known: boolean }) {
  const { capabilities } = draft;
  const set = (key: keyof Capabilities, value: boolean | number | undefined) => {
    const { [key]: _, ...others } = capabilities;
    onChange({ capabilities: value === undefined ? others : { ...capabilities, [key]: value } });
  };
  return html`<details>
    <summary>Capabilities</summary>
    <div class="field-row">
      ${(Object.keys(CAPABILITIES) as Switch[]).map(
        (key) => html`<${SelectField} label=${CAPABILITIES[key]} value=${String(capabilities[key] ?? '')}
          options=${known ? SWITCHED : [INFERRED, ...SWITCHED]}
          onChange=${(value: string) => set(key, value === '' ? undefined : value === 'true')} />`,
      )}
      <${TextField} label="Context limit" type="number" min=${4096} value=${String(capabilities.context_limit ?? '')}
        placeholder=${INFERRED.label} error=${errors['capabilities.context_limit']} required=${known} hint="Tokens."
        onChange=${(value: string) => set('context_limit', value === '' ? undefined : Number(value))} />
    </div>
  </details>`;
}
