import { Button } from '../../parts/forms/button.ts';
import { TextField } from '../../parts/forms/field.ts';
import { useFocusOnNewRow } from '../../parts/forms/focus-new-row.ts';
import { html } from '../../parts/html.ts';
import type { PartProps } from './auth-fields.ts';
import type { HeaderRow } from './draft.ts';

/** Headers that every call of the provider carries. */
export function HeaderFields({ draft: { headers }, onChange, errors }: PartProps) {
  const change = (index: number, row: Partial<HeaderRow>) =>
    onChange({ headers: headers.map((one, at) => (at === index ? { ...one, ...row } : one)) });
  const around = useFocusOnNewRow<HTMLFieldSetElement>('header-row', headers.length);
  return html`<fieldset ref=${around}>
    <legend>Headers</legend>
    ${headers.map(
      ({ name, value }, index) => html`<div class="header-row">
        <${TextField} label="Name" value=${name} error=${name ? errors[`headers.${name}`] : undefined}
          onChange=${(changed: string) => change(index, { name: changed })} />
        <${TextField} label="Value" value=${value} onChange=${(changed: string) => change(index, { value: changed })} />
        <${Button} kind="quiet" label=${`Remove header ${name || index + 1}`}
          onClick=${() => onChange({ headers: headers.filter((_, at) => at !== index) })}>✕<//>
      </div>`,
    )}
    <div class="actions">
      <${Button} onClick=${() => onChange({ headers: [...headers, { name: '', value: '' }] })}>Add a header<//>
      <span class="hint">Sent with every call, and readable later: no place for secrets.</span>
    </div>
  </fieldset>`;
}
