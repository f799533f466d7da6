/** A labelled place to enter something, with what is wrong with it. */
import type { ComponentChildren, VNode } from 'preact';
import { useId } from 'preact/hooks';
import { html } from '../html.ts';

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  /** Makes the control; takes its attributes. */
  children: (attributes: ControlAttributes) => VNode | unknown;
}

export interface ControlAttributes {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    ${error && html`<p class="error" id="${id}-error">${error}</p>`}
  </div>`;
}

interface Bound<T> {
  label: string;
  value: T;
  onChange(value: T): void;
  hint?: ComponentChildren;
  error?: string | undefined;
  disabled?: boolean;
}

export interface TextFieldProps extends Bound<string> {
  type?: 'text' | 'password' | 'search' | 'url' | 'number' | 'datetime-local';
  placeholder?: string;
  required?: boolean;
  autofocus?: boolean;
  /** Of values to choose from, beside others. */
  suggestions?: readonly string[];
  /** Of numbers. */
  min?: number;
  max?: number;
  step?: number | 'any';
}

export function TextField({
  label,
  value,
  onChange,
  hint,
  error,
  suggestions,
  type = 'text',
  ...rest
}: TextFieldProps) {
  const list = useId();
  return html`<${Field} label=${label} hint=${hint} error=${error}>${(attributes: ControlAttributes) => html`
    <input ...${attributes} ...${rest} type=${type} value=${value} autocomplete="off" spellcheck=${false}
      list=${suggestions ? list : undefined}
      onInput=${({ currentTarget }: { currentTarget: HTMLInputElement }) => onChange(currentTarget.value)} />
    ${suggestions && html`<datalist id=${list}>${suggestions.map((one) => html`<option value=${one} />`)}</datalist>`}
  `}<//>`;
}

export interface TextAreaFieldProps extends Bound<string> {
  rows?: number;
  /** Whether it is code. */
  mono?: boolean;
  placeholder?: string;
}

export function TextAreaField({ label, value, onChange, hint, error, mono, rows = 4, ...rest }: TextAreaFieldProps) {
  return html`<${Field} label=${label} hint=${hint} error=${error}>${(attributes: ControlAttributes) => html`
    <textarea ...${attributes} ...${rest} class=${mono ? 'mono' : ''} rows=${rows} value=${value} spellcheck=${!mono}
      onInput=${({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => onChange(currentTarget.value)}></textarea>
  `}<//>`;
}

export interface SelectFieldProps extends Bound<string> {
  options: readonly (string | { value: string; label: string; disabled?: boolean })[];
}

export function SelectField({ label, value, onChange, hint, error, options, disabled }: SelectFieldProps) {
  return html`<${Field} label=${label} hint=${hint} error=${error}>${(attributes: ControlAttributes) => html`
    <select ...${attributes} disabled=${disabled} value=${value}
      onChange=${({ currentTarget }: { currentTarget: HTMLSelectElement }) => onChange(currentTarget.value)}>
      ${options.map((option) => {
        const {
          value: own,
          label: shown,
          disabled: off = false,
        } = typeof option === 'string' ? { value: option, label: option } : option;
        return html`<option value=${own} selected=${own === value} disabled=${off}>${shown}</option>`;
      })}
    </select>
  `}<//>`;
}

export interface CheckFieldProps extends Bound<boolean> {}

export function CheckField({ label, value, onChange, hint, disabled }: CheckFieldProps) {
  const id = useId();
  return html`<div class="field check">
    <input id=${id} type="checkbox" checked=${value} disabled=${disabled} aria-describedby=${hint ? `${id}-hint` : undefined}
      onChange=${({ currentTarget }: { currentTarget: HTMLInputElement }) => onChange(currentTarget.checked)} />
    <label for=${id}>${label}</label>
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
  </div>`;
}
