import type { Corpus } from '../../../../v2/corpora/corpora-schema.ts';
import { count } from '../../parts/format.ts';
import { html } from '../../parts/html.ts';

export interface CorporaFieldProps {
  corpora: readonly Corpus[];
  value: readonly string[];
  onChange(keys: string[]): void;
}

export function CorporaField({ corpora, value, onChange }: CorporaFieldProps) {
  const unknown = value.filter((key) => !corpora.some((corpus) => corpus.key === key));
  const toggle = (key: string) => onChange(value.includes(key) ? value.filter((one) => one !== key) : [...value, key]);
  const choice = (key: string, about: string) => html`<label key=${key}>
    <input type="checkbox" checked=${value.includes(key)} onChange=${() => toggle(key)} />
    <span class="mono">${key}</span><span class="hint">${about}</span>
  </label>`;
  return html`<fieldset class="corpora-field">
    <legend>Corpora</legend>
    <div class="corpora-list">
      ${corpora.map((corpus) => choice(corpus.key, aboutOf(corpus)))}
      ${unknown.map((key) => choice(key, 'unknown'))}
    </div>
  </fieldset>`;
}

function aboutOf({ enabled, limits, key, name }: Corpus): string {
  const documents = limits?.used_docs === undefined ? '' : count(limits.used_docs, 'document');
  return [name === key ? '' : name, documents, enabled ? '' : 'disabled'].filter(Boolean).join(' · ');
}
