import { CheckField, SelectField, TextAreaField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import type { Side, Variant } from '../request/query-form.ts';
import { AnswerFields, type FormPartProps } from './answer-fields.ts';
import type { Choices } from './choices.ts';
import { CorporaField } from './corpora-field.ts';
import { FilterField } from './filter-field.ts';
import { NumberField } from './number-field.ts';
import { VariantFields } from './variant-fields.ts';

export interface QueryFieldsProps extends FormPartProps {
  choices: Choices;
  filterError: string | undefined;
}

/** What is asked, and of which corpora. */
export function QuestionFields({ form, onChange, choices }: QueryFieldsProps) {
  return html`
    <${CorporaField} corpora=${choices.corpora} value=${form.corpora} onChange=${(corpora: string[]) => onChange({ corpora })} />
    <${TextAreaField} label="Query" rows=${2} value=${form.query} onChange=${(query: string) => onChange({ query })} />
  `;
}

/** How it is searched and answered. */
export function SettingFields({ form, onChange, choices, filterError }: QueryFieldsProps) {
  const searched = choices.corpora.filter(({ key }) => form.corpora.includes(key));
  const variant = (side: Side) => html`<${VariantFields} choices=${choices} value=${form[side]} answers=${form.answers}
    onChange=${(value: Variant) => onChange({ [side]: value })} />`;
  return html`
    ${
      form.compares
        ? html`<div class="sides">
            <fieldset class="side"><legend>A</legend>${variant('a')}</fieldset>
            <fieldset class="side"><legend>B</legend>${variant('b')}</fieldset>
          </div>`
        : variant('a')
    }
    <${FilterField} value=${form.filter} corpora=${searched} error=${filterError} onChange=${(filter: string) => onChange({ filter })} />
    <div class="field-row pair">
      <${NumberField} label="Results" min=${1} value=${form.limit} onChange=${(limit = 10) => onChange({ limit })} />
      <${NumberField} label="Offset" min=${0} value=${form.offset} onChange=${(offset = 0) => onChange({ offset })} />
    </div>
    <${CheckField} label="Answer from what is found" value=${form.answers} onChange=${(answers: boolean) => onChange({ answers })} />
    ${form.answers && html`<${AnswerFields} form=${form} onChange=${onChange} />`}
    <${CheckField} label="Stream" value=${form.streams} onChange=${(streams: boolean) => onChange({ streams })} />
    <${SelectField} label="Save history" value=${String(form.savesHistory ?? '')} options=${HISTORY}
      onChange=${(saves: string) => onChange({ savesHistory: saves === '' ? undefined : saves === 'true' })} />
  `;
}

const HISTORY = [
  { value: '', label: 'As the corpora are set' },
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];
