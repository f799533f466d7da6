import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';

export interface NumberFieldProps {
  label: string;
  value: number | undefined;
  onChange(value: number | undefined): void;
  min?: number;
  max?: number;
  step?: number | 'any';
  placeholder?: string;
  hint?: ComponentChildren;
}

/** A number, or none. What somebody types stays as it is, `0.` and `0.0` on the way to `0.05` too. */
export function NumberField({ value, onChange, ...rest }: NumberFieldProps) {
  const [typed, setTyped] = useState('');
  const isTyped = typed !== '' && Number(typed) === value;
  const edit = (text: string) => {
    setTyped(text);
    onChange(text === '' ? undefined : Number(text));
  };
  return html`<${TextField} ...${rest} type="number" value=${isTyped ? typed : String(value ?? '')} onChange=${edit} />`;
}
