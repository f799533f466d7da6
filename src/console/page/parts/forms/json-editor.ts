import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from '../html.ts';
import { TextAreaField } from './field.ts';

export interface JsonEditorProps {
  label: string;
  value: unknown;
  /** Called with each text that is JSON. */
  onChange(value: unknown): void;
  /** Whether the text is JSON just now. */
  onValidity?: (valid: boolean) => void;
  rows?: number;
  hint?: ComponentChildren;
  /** What else is wrong with it. */
  error?: string | undefined;
}

/** A value as JSON to edit. What somebody types stays as it is; a value that comes from elsewhere takes its place. */
export function JsonEditor({ label, value, onChange, onValidity, rows = 14, hint, error }: JsonEditorProps) {
  const [text, setText] = useState(() => show(value));
  const [wrong, setWrong] = useState<string>();
  const typed = useRef(value);
  useEffect(() => {
    if (value === typed.current) return;
    typed.current = value;
    setText(show(value));
    setWrong(undefined);
    onValidity?.(true);
  }, [value]);
  const edit = (next: string) => {
    setText(next);
    try {
      const parsed: unknown = JSON.parse(next);
      typed.current = parsed;
      setWrong(undefined);
      onValidity?.(true);
      onChange(parsed);
    } catch (reason) {
      setWrong((reason as Error).message);
      onValidity?.(false);
    }
  };
  return html`<${TextAreaField} mono label=${label} value=${text} rows=${rows} hint=${hint} error=${wrong ?? error} onChange=${edit} />`;
}

const show = (value: unknown) => JSON.stringify(value, null, 2) ?? '';
