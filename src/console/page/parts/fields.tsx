/** A labelled place to enter something, with what is wrong with it. */
import type { ComponentChildren, TargetedInputEvent, VNode } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { asProblem } from '../api/problem.ts';
import { isObject } from './format.ts';

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  /** Makes the control; takes its attributes. */
  children: (attributes: ControlAttributes) => VNode;
}

interface ControlAttributes {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': error ? true : undefined })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

interface Bound<T> {
  label: string;
  value: T;
  onChange: (value: NoInfer<T>) => void;
  hint?: ComponentChildren;
  error?: string | undefined;
  disabled?: boolean;
}

interface TextFieldProps extends Bound<string> {
  type?: 'text' | 'password' | 'search' | 'number' | 'datetime-local';
  placeholder?: string;
  required?: boolean;
  autofocus?: boolean;
  /** Of numbers. */
  min?: number;
  max?: number;
  step?: number | 'any';
}

export function TextField({ label, value, onChange, hint, error, type = 'text', ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => {
        const all = { ...attributes, ...rest, value, autocomplete: 'off' as const, spellcheck: false };
        const change = ({ currentTarget }: TargetedInputEvent<HTMLInputElement>) => onChange(currentTarget.value);
        // For the types of Preact these are elements of different kinds.
        if (type === 'text') return <input {...all} onInput={change} />;
        if (type === 'search') return <input {...all} type={type} onInput={change} />;
        return <input {...all} type={type} onInput={change} />;
      }}
    </Field>
  );
}

interface TextAreaFieldProps extends Bound<string> {
  rows?: number;
  /** Whether it is code. */
  mono?: boolean;
  placeholder?: string;
}

export function TextAreaField({ label, value, onChange, hint, error, mono, rows = 4, ...rest }: TextAreaFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <textarea
          {...attributes}
          {...rest}
          class={mono ? 'mono' : ''}
          rows={rows}
          value={value}
          spellcheck={!mono}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface Option<T> {
  value: T;
  label: string;
  disabled?: boolean;
}

interface SelectFieldProps<T extends string> extends Bound<T> {
  /** A text stands for a value that is shown as it is. */
  options: readonly (NoInfer<T> | Option<NoInfer<T>>)[];
}

export function SelectField<T extends string>(props: SelectFieldProps<T>) {
  const { label, value, onChange, hint, error, options, disabled } = props;
  const all = options.map(
    (option): Option<T> => (typeof option === 'string' ? { value: option, label: option } : option),
  );
  const choose = (chosen: string) => {
    const option = all.find((one) => one.value === chosen);
    if (option) onChange(option.value);
  };
  return (
    <Field label={label} hint={hint} error={error}>
      {(attributes) => (
        <select
          {...attributes}
          disabled={disabled}
          value={value}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          {all.map((one) => (
            <option value={one.value} selected={one.value === value} disabled={one.disabled}>
              {one.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField({ label, value, onChange, hint, disabled }: Omit<Bound<boolean>, 'error'>) {
  const id = useId();
  return (
    <div class="field check">
      <input
        id={id}
        type="checkbox"
        checked={value}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface JsonEditorProps {
  label: string;
  value: unknown;
  /** Called with each text that is a JSON object. */
  onChange: (value: Record<string, unknown>) => void;
  /** Whether the text is one just now. */
  onValidity?: (valid: boolean) => void;
  rows?: number;
  hint?: ComponentChildren;
  /** What else is wrong with it. */
  error?: string | undefined;
}

/** A JSON object to edit. What somebody types stays as it is; a value that comes from elsewhere takes its place. */
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
      if (!isObject(parsed)) throw new SyntaxError('This must be a JSON object.');
      typed.current = parsed;
      setWrong(undefined);
      onValidity?.(true);
      onChange(parsed);
    } catch (reason) {
      setWrong(asProblem(reason).message);
      onValidity?.(false);
    }
  };
  return (
    <TextAreaField mono label={label} value={text} rows={rows} hint={hint} error={wrong ?? error} onChange={edit} />
  );
}

const show = (value: unknown) => JSON.stringify(value, null, 2) ?? '';

/** For a list of rows to fill in: a row that is added gets the focus. Gives the ref of what is around the rows. */
export function useFocusOnNewRow<T extends HTMLElement>(rowClass: string, rows: number) {
  const around = useRef<T>(null);
  const before = useRef(rows);
  useLayoutEffect(() => {
    const added = rows > before.current ? [...around.current!.querySelectorAll(`.${rowClass}`)].at(-1) : undefined;
    added?.querySelector('input')?.focus();
    before.current = rows;
  }, [rows]);
  return around;
}

interface NumberFieldProps {
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
  return <TextField {...rest} type="number" value={isTyped ? typed : String(value ?? '')} onChange={edit} />;
}
