import type { Corpus } from '../../../../v2/corpora/corpora-schema.ts';
import { TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';

export interface FilterFieldProps {
  value: string;
  onChange(value: string): void;
  /** Those that are searched. */
  corpora: readonly Corpus[];
  error: string | undefined;
}

/** With the attributes that a filter can name, which a press puts into it. */
export function FilterField({ value, onChange, corpora, error }: FilterFieldProps) {
  const attributes = attributesOf(corpora);
  const insert = (name: string) => onChange(`${value}${value === '' || value.endsWith(' ') ? '' : ' and '}${name} `);
  return html`<div class="filter-field">
    <${TextField} label="Metadata filter" value=${value} onChange=${onChange} error=${error} placeholder=${exampleOf(attributes)} />
    ${
      attributes.length > 0 &&
      html`<p class="attributes" role="group" aria-label="Filter attributes">${attributes.map(
        ({ name, type, description }) =>
          html`<button type="button" title=${description ?? ''} onClick=${() => insert(name)}>${name} <small>${type}</small></button>`,
      )}</p>`
    }
  </div>`;
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
