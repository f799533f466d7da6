import type { CreateCorpusRequest } from '../../../../v2/corpora/corpora-schema.ts';
import { Button } from '../../parts/forms/button.ts';
import { SelectField, TextField } from '../../parts/forms/field.ts';
import { useFocusOnNewRow } from '../../parts/forms/focus-new-row.ts';
import { html } from '../../parts/html.ts';

export type Attribute = NonNullable<CreateCorpusRequest['filter_attributes']>[number];

const LEVELS: Attribute['level'][] = ['document', 'part'];
const TYPES: Attribute['type'][] = [
  'text',
  'integer',
  'real_number',
  'boolean',
  'list[text]',
  'list[integer]',
  'list[real_number]',
];

interface AttributeFieldsProps {
  attributes: readonly Attribute[];
  onChange(attributes: Attribute[]): void;
}

/** Which metadata filters can be about. */
export function AttributeFields({ attributes, onChange }: AttributeFieldsProps) {
  const change = (index: number, changed: Partial<Attribute>) =>
    onChange(attributes.map((one, at) => (at === index ? { ...one, ...changed } : one)));
  const around = useFocusOnNewRow<HTMLFieldSetElement>('attribute-row', attributes.length);
  return html`<fieldset ref=${around}>
    <legend>Filter attributes</legend>
    ${attributes.map(
      ({ name, level, type }, index) => html`<div class="attribute-row">
        <${TextField} label="Name" required value=${name} onChange=${(to: string) => change(index, { name: to })} />
        <${SelectField} label="Level" value=${level} options=${LEVELS}
          onChange=${(to: Attribute['level']) => change(index, { level: to })} />
        <${SelectField} label="Type" value=${type} options=${TYPES}
          onChange=${(to: Attribute['type']) => change(index, { type: to })} />
        <${Button} kind="quiet" label=${`Remove attribute ${name || index + 1}`}
          onClick=${() => onChange(attributes.filter((_, at) => at !== index))}>✕<//>
      </div>`,
    )}
    <div class="actions">
      <${Button} onClick=${() => onChange([...attributes, { name: '', level: 'document', type: 'text' }])}>Add an attribute<//>
      <span class="hint">Metadata that filters like <code>doc.topic = 'light'</code> can name.</span>
    </div>
  </fieldset>`;
}
