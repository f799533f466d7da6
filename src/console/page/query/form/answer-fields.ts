import type { CitationStyle } from '../../../../query/wire/query-schema.ts';
import { CheckField, SelectField, TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { LANGUAGES, languageName } from '../request/languages.ts';
import { isLinked, type QueryForm } from '../request/query-form.ts';
import { NumberField } from './number-field.ts';

export interface FormPartProps {
  form: QueryForm;
  onChange(change: Partial<QueryForm>): void;
}

const STYLES: CitationStyle[] = ['none', 'numeric', 'html', 'markdown'];
const LANGUAGE_OPTIONS = [
  { value: 'auto', label: 'As the query' },
  ...LANGUAGES.map((code) => ({ value: code, label: `${languageName(code)} (${code})` })),
];

/** How the answer is to be, whichever side gives it. */
export function AnswerFields({ form, onChange }: FormPartProps) {
  return html`
    <div class="field-row pair">
      <${SelectField} label="Citations" value=${form.style} options=${STYLES} onChange=${(style: CitationStyle) => onChange({ style })} />
      <${SelectField} label="Language" value=${form.language} options=${LANGUAGE_OPTIONS} onChange=${(language: string) => onChange({ language })} />
    </div>
    ${
      isLinked(form.style) &&
      html`<div class="field-row pair">
        <${TextField} label="URL pattern" placeholder="https://…/{doc.id}" value=${form.urlPattern} onChange=${(urlPattern: string) => onChange({ urlPattern })} />
        <${TextField} label="Text pattern" placeholder="the number" value=${form.textPattern} onChange=${(textPattern: string) => onChange({ textPattern })} />
      </div>`
    }
    <${NumberField} label="Results in the prompt, at most" min=${0} placeholder="the preset’s" value=${form.maxUsed} onChange=${(maxUsed?: number) => onChange({ maxUsed })} />
    <${CheckField} label="Score factual consistency" value=${form.scoresConsistency} onChange=${(scoresConsistency: boolean) => onChange({ scoresConsistency })} />
  `;
}
