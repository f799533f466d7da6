import type { Llm } from '../../../../v2/llms/llms-schema.ts';
import { SelectField, TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { AUTH_KINDS, fieldsOf } from './auth-kinds.ts';
import type { LlmDraft } from './draft.ts';
import { PROVIDERS } from './providers.ts';

export interface PartProps {
  draft: LlmDraft;
  onChange(change: Partial<LlmDraft>): void;
  /** What is wrong, by the path of the field in the request. */
  errors: Readonly<Record<string, string>>;
}

/** How the provider knows the caller. `stored`: what an LLM that is changed has already. */
export function AuthFields({ draft, onChange, errors, stored }: PartProps & { stored?: Llm['auth'] }) {
  const kinds = PROVIDERS[draft.type].auth.map((kind) => ({ value: kind as string, label: labelOf(kind) }));
  // None cannot be chosen in place of what is stored: a PATCH has no way to say it.
  const options = stored
    ? [
        { value: 'kept', label: `Keep what is stored (${labelOf(stored.type)})` },
        ...kinds.filter(({ value }) => value !== 'none'),
      ]
    : kinds;
  const fields = draft.auth === 'kept' || draft.auth === 'none' ? [] : fieldsOf(draft.auth);
  const enter = (name: string) => (value: string) => onChange({ credentials: { ...draft.credentials, [name]: value } });
  return html`<fieldset>
    <legend>Authentication</legend>
    <${SelectField} label="Kind" value=${draft.auth} options=${options} error=${errors['auth.type'] ?? errors.auth}
      onChange=${(auth: LlmDraft['auth']) => onChange({ auth, credentials: {} })} />
    ${
      fields.length > 0 &&
      html`<div class="field-row">${fields.map(
        ([name, { label, secret, hint, placeholder, list }]) => html`<${TextField} key=${`${draft.auth} ${name}`}
          label=${label} type=${secret ? 'password' : 'text'} required=${!list} hint=${hint}
          placeholder=${draft.placeholders?.[name] ?? placeholder} error=${errors[`auth.${name}`]}
          value=${draft.credentials[name] ?? ''} onChange=${enter(name)} />`,
      )}</div>`
    }
  </fieldset>`;
}

export const labelOf = (kind: LlmDraft['auth']): string => {
  if (kind === 'none') return 'None';
  return kind === 'kept' ? 'Kept' : AUTH_KINDS[kind].label;
};
