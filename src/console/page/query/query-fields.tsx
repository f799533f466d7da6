import type { CitationStyle, Corpus } from '../api/types.ts';
import { CheckField, NumberField, SelectField, TextAreaField, TextField } from '../parts/fields.tsx';
import { count } from '../parts/format.ts';
import type { Choices } from './choices.ts';
import { LANGUAGES, languageName } from './draft.ts';
import { isLinked, type QueryForm, type Side } from './form.ts';
import { VariantFields } from './variant-fields.tsx';

interface QueryFieldsProps extends FormPartProps {
  choices: Choices;
  filterError: string | undefined;
}

/** What is asked, and of which corpora. */
export function QuestionFields({ form, onChange, choices }: QueryFieldsProps) {
  return (
    <>
      <CorporaField corpora={choices.corpora} value={form.corpora} onChange={(corpora) => onChange({ corpora })} />
      <TextAreaField label="Query" rows={2} value={form.query} onChange={(query) => onChange({ query })} />
    </>
  );
}

/** How it is searched and answered. */
export function SettingFields({ form, onChange, choices, filterError }: QueryFieldsProps) {
  const searched = choices.corpora.filter(({ key }) => form.corpora.includes(key));
  const variant = (side: Side) => (
    <VariantFields
      choices={choices}
      value={form[side]}
      answers={form.answers}
      onChange={(value) => onChange({ [side]: value })}
    />
  );
  return (
    <>
      {form.compares ? (
        <div class="sides">
          <fieldset class="side">
            <legend>A</legend>
            {variant('a')}
          </fieldset>
          <fieldset class="side">
            <legend>B</legend>
            {variant('b')}
          </fieldset>
        </div>
      ) : (
        variant('a')
      )}
      <FilterField
        value={form.filter}
        corpora={searched}
        error={filterError}
        onChange={(filter) => onChange({ filter })}
      />
      <div class="field-row pair">
        <NumberField label="Results" min={1} value={form.limit} onChange={(limit = 10) => onChange({ limit })} />
        <NumberField label="Offset" min={0} value={form.offset} onChange={(offset = 0) => onChange({ offset })} />
      </div>
      <CheckField label="Generate an answer" value={form.answers} onChange={(answers) => onChange({ answers })} />
      {form.answers && <AnswerFields form={form} onChange={onChange} />}
      <CheckField label="Stream" value={form.streams} onChange={(streams) => onChange({ streams })} />
      <SelectField
        label="Save history"
        value={String(form.savesHistory ?? '')}
        options={HISTORY}
        onChange={(saves) => onChange({ savesHistory: saves === '' ? undefined : saves === 'true' })}
      />
    </>
  );
}

const HISTORY = [
  { value: '', label: 'As set for the corpora' },
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

interface CorporaFieldProps {
  corpora: readonly Corpus[];
  value: readonly string[];
  onChange(keys: string[]): void;
}

function CorporaField({ corpora, value, onChange }: CorporaFieldProps) {
  const unknown = value.filter((key) => !corpora.some((corpus) => corpus.key === key));
  const toggle = (key: string) => onChange(value.includes(key) ? value.filter((one) => one !== key) : [...value, key]);
  const choice = (key: string, about: string) => (
    <label key={key}>
      <input type="checkbox" checked={value.includes(key)} onChange={() => toggle(key)} />
      <span class="mono">{key}</span>
      <span class="hint">{about}</span>
    </label>
  );
  return (
    <fieldset class="corpora-field">
      <legend>Corpora</legend>
      <div class="corpora-list">
        {corpora.map((corpus) => choice(corpus.key, aboutOf(corpus)))}
        {unknown.map((key) => choice(key, 'unknown'))}
      </div>
    </fieldset>
  );
}

function aboutOf({ enabled, limits, key, name }: Corpus): string {
  const documents = limits?.used_docs === undefined ? '' : count(limits.used_docs, 'document');
  return [name === key ? '' : name, documents, enabled ? '' : 'disabled'].filter(Boolean).join(' · ');
}

interface FilterFieldProps {
  value: string;
  onChange(value: string): void;
  /** Those that are searched. */
  corpora: readonly Corpus[];
  error: string | undefined;
}

/** With the attributes that a filter can name, which a press puts into it. */
function FilterField({ value, onChange, corpora, error }: FilterFieldProps) {
  const attributes = attributesOf(corpora);
  const insert = (name: string) => onChange(`${value}${value === '' || value.endsWith(' ') ? '' : ' and '}${name} `);
  return (
    <div class="filter-field">
      <TextField
        label="Metadata filter"
        value={value}
        onChange={onChange}
        error={error}
        placeholder={exampleOf(attributes)}
      />
      {attributes.length > 0 && (
        <p class="attributes" role="group" aria-label="Filter attributes">
          {attributes.map(({ name, type, description }) => (
            <button type="button" title={description ?? ''} onClick={() => insert(name)}>
              {name} <small>{type}</small>
            </button>
          ))}
        </p>
      )}
    </div>
  );
}

interface Attribute {
  name: string;
  type: string;
  description: string | undefined;
}

function attributesOf(corpora: readonly Corpus[]): Attribute[] {
  const found = corpora.flatMap(({ filter_attributes }) =>
    filter_attributes.map(({ name, level, type, description }) => ({
      name: `${level === 'document' ? 'doc' : 'part'}.${name}`,
      type,
      description,
    })),
  );
  return [...new Map(found.map((one) => [one.name, one])).values()];
}

function exampleOf([first]: readonly Attribute[]): string {
  const { name, type } = first ?? { name: 'part.lang', type: 'text' };
  return `${name} = ${type === 'text' ? "'…'" : '…'}`;
}

interface FormPartProps {
  form: QueryForm;
  onChange(change: Partial<QueryForm>): void;
}

const STYLES: CitationStyle[] = ['none', 'numeric', 'html', 'markdown'];
const LANGUAGE_OPTIONS = [
  { value: 'auto', label: 'As the query' },
  ...LANGUAGES.map((code) => ({ value: code, label: `${languageName(code)} (${code})` })),
];

/** How the answer is to be, whichever side gives it. */
function AnswerFields({ form, onChange }: FormPartProps) {
  return (
    <>
      <div class="field-row pair">
        <SelectField label="Citations" value={form.style} options={STYLES} onChange={(style) => onChange({ style })} />
        <SelectField
          label="Language"
          value={form.language}
          options={LANGUAGE_OPTIONS}
          onChange={(language) => onChange({ language })}
        />
      </div>
      {isLinked(form.style) && (
        <div class="field-row pair">
          <TextField
            label="URL pattern"
            placeholder="https://…/{doc.id}"
            value={form.urlPattern}
            onChange={(urlPattern) => onChange({ urlPattern })}
          />
          <TextField
            label="Text pattern"
            placeholder="the number"
            value={form.textPattern}
            onChange={(textPattern) => onChange({ textPattern })}
          />
        </div>
      )}
      <NumberField
        label="Max results in the prompt"
        min={0}
        placeholder="preset default"
        value={form.maxUsed}
        onChange={(maxUsed?: number) => onChange({ maxUsed })}
      />
      <CheckField
        label="Score factual consistency"
        value={form.scoresConsistency}
        onChange={(scoresConsistency) => onChange({ scoresConsistency })}
      />
    </>
  );
}
