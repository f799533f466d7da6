/** The arguments of a tool to fill in, by its schema. */
import { useState } from 'preact/hooks';
import { CheckField, NumberField, SelectField, TextAreaField, TextField } from '../parts/fields.tsx';
import { isObject } from '../parts/format.ts';

export type Arguments = Record<string, unknown>;

interface SchemaFormProps {
  /** Of JSON Schema, an object. */
  schema: Arguments;
  value: Arguments;
  onChange(value: Arguments): void;
}

/** A field for each property; what is left empty is not sent. */
export function SchemaForm({ schema, value, onChange }: SchemaFormProps) {
  const properties = Object.entries(isObject(schema.properties) ? schema.properties : {});
  const required = Array.isArray(schema.required) ? schema.required : [];
  if (properties.length === 0) return <p class="hint">It takes no arguments.</p>;
  const set = (name: string) => (argument: unknown) => {
    const { [name]: _, ...others } = value;
    onChange(argument === undefined ? others : { ...others, [name]: argument });
  };
  return (
    <>
      {properties.map(([name, property]) => (
        <ArgumentField
          key={name}
          label={required.includes(name) ? `${name} (required)` : name}
          property={isObject(property) ? property : {}}
          value={value[name]}
          onChange={set(name)}
        />
      ))}
    </>
  );
}

interface ArgumentFieldProps {
  label: string;
  property: Arguments;
  value: unknown;
  onChange(value: unknown): void;
}

function ArgumentField({ label, property, value, onChange }: ArgumentFieldProps) {
  const hint = typeof property.description === 'string' ? property.description : undefined;
  if (Array.isArray(property.enum)) {
    const options = ['', ...property.enum.map(String)];
    const choose = (chosen: string) =>
      onChange(Array.isArray(property.enum) ? property.enum.find((one) => String(one) === chosen) : undefined);
    return <SelectField label={label} hint={hint} value={String(value ?? '')} options={options} onChange={choose} />;
  }
  switch (property.type) {
    case 'string':
      return (
        <TextField
          label={label}
          hint={hint}
          value={String(value ?? '')}
          onChange={(text) => onChange(text === '' ? undefined : text)}
        />
      );
    case 'integer':
    case 'number':
      return (
        <NumberField
          label={label}
          hint={hint}
          step={property.type === 'integer' ? 1 : 'any'}
          value={typeof value === 'number' ? value : undefined}
          onChange={onChange}
        />
      );
    case 'boolean':
      return <CheckField label={label} hint={hint} value={value === true} onChange={onChange} />;
    default:
      return <JsonField label={label} hint={hint} value={value} onChange={onChange} />;
  }
}

/** A list, an object, or whatever may stand there. */
function JsonField({
  label,
  hint = 'As JSON.',
  value,
  onChange,
}: Omit<ArgumentFieldProps, 'property'> & { hint?: string | undefined }) {
  const [text, setText] = useState(value === undefined ? '' : JSON.stringify(value));
  const [wrong, setWrong] = useState<string>();
  const edit = (next: string) => {
    setText(next);
    try {
      onChange(next.trim() === '' ? undefined : JSON.parse(next));
      setWrong(undefined);
    } catch {
      setWrong('This is not JSON yet, and is not sent.');
    }
  };
  return <TextAreaField mono label={label} hint={hint} error={wrong} rows={2} value={text} onChange={edit} />;
}
