import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { state, useAction } from '../api/hooks.ts';
import type { Capabilities, CreateLlmRequest, Llm, UpdateLlmRequest } from '../api/types.ts';
import { useShortcut } from '../app/navigation.ts';
import { Code } from '../parts/code.tsx';
import { JsonEditor, SelectField, TextField, useFocusOnNewRow } from '../parts/fields.tsx';
import { keysOf } from '../parts/format.ts';
import { Button, ProblemNote, Section } from '../parts/pieces.tsx';
import { AUTH_KINDS, fieldsOf, type HeaderRow, type LlmDraft, masked, PROVIDERS, withType } from './draft.ts';

interface LlmFormProps<Request extends CreateLlmRequest | UpdateLlmRequest> {
  first: LlmDraft;
  /** The LLM that is changed, if it is not a new one. */
  stored?: Llm;
  toRequest(draft: LlmDraft): Request;
  /** As the API has it: `POST /v2/llms`. */
  operation: string;
  send(request: Request): Promise<void>;
  /** What sending does. */
  verb: string;
  children?: ComponentChildren;
}

const TYPES = keysOf(PROVIDERS).map((value) => ({ value, label: PROVIDERS[value].label }));

/** Everything about an LLM, beside the request that it becomes. */
export function LlmForm<Request extends CreateLlmRequest | UpdateLlmRequest>(props: LlmFormProps<Request>) {
  const { first, stored, toRequest, operation, verb, children } = props;
  const [draft, setDraft] = useState(first);
  const [isJson, setIsJson] = useState(true);
  const action = useAction(props.send);
  const form = useRef<HTMLFormElement>(null);
  useShortcut('Mod+Enter', verb, () => form.current?.requestSubmit());
  useEffect(() => {
    form.current?.querySelector<HTMLInputElement>('input:invalid')?.focus();
  }, []);

  const change = (changed: Partial<LlmDraft>) => setDraft((before) => ({ ...before, ...changed }));
  const text = (key: 'name' | 'description' | 'model' | 'uri' | 'idleTimeout') => ({
    value: draft[key],
    onChange: (value: string) => change({ [key]: value }),
  });
  const errors = errorsIn(action.problem?.fields ?? {});
  const provider = PROVIDERS[draft.type];
  const request = toRequest(draft);
  const isUnchanged = Object.keys(request).length === 0;
  const part = { draft, onChange: change, errors };
  const submit = (event: Event) => {
    event.preventDefault();
    if (isJson && !isUnchanged) void action.run(request);
  };
  return (
    <form ref={form} class="llm-form" onSubmit={submit} aria-label={verb} autocomplete="off">
      <div class="section">
        {children}
        <SelectField
          label="Provider type"
          value={draft.type}
          options={TYPES}
          error={errors.type}
          onChange={(type) => setDraft(withType(draft, type, stored?.auth))}
        />
        <div class="field-row">
          <TextField
            label="Name"
            required
            {...text('name')}
            disabled={Boolean(stored)}
            error={errors.name}
            hint={stored ? 'Cannot be changed.' : 'With the name of a platform LLM, it overrides that one.'}
          />
          <TextField
            label="Model"
            required
            {...text('model')}
            placeholder={provider.modelExample}
            error={errors.model}
            hint="The provider’s model ID."
          />
        </div>
        <TextField
          label="URI"
          required={!provider.uriOptional}
          {...text('uri')}
          placeholder={provider.uriExample}
          hint={provider.uriHint}
          error={errors.uri}
        />
        <TextField label="Description" {...text('description')} error={errors.description} />
        <AuthFields {...part} stored={stored?.auth} />
        <HeaderFields {...part} />
        <CapabilityFields {...part} known={Boolean(stored)} />
        <div class="field-row">
          <JsonEditor
            label="Test call parameters"
            rows={4}
            value={draft.parameters}
            onValidity={setIsJson}
            hint="test_model_parameters, used for the test only."
            error={errors.test_model_parameters}
            onChange={(parameters) => change({ parameters })}
          />
          <TextField
            label="Idle timeout"
            type="number"
            min={1}
            max={3600}
            {...text('idleTimeout')}
            placeholder="The emulator’s default"
            hint="Seconds that the provider may send nothing."
            error={errors.idle_timeout_seconds}
          />
        </div>
      </div>
      <Section title="The request" className="request">
        <p class="hint">
          <code>{operation}</code>, as it is sent. Secrets are hidden here only.
        </p>
        <Code name={operation} of={masked(request)} />
        <ProblemNote problem={action.problem} title={titleOf(action.problem)} />
        <div class="actions">
          <Button kind="primary" type="submit" busy={action.running} disabled={isUnchanged}>
            {verb}
          </Button>
        </div>
        <p class="hint" role="status">
          {action.running ? 'Calling the provider…' : isUnchanged ? 'No changes yet.' : testHint(stored)}
        </p>
      </Section>
    </form>
  );
}

/** The API names fields from the body down. */
const errorsIn = (fields: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(fields).map(([path, rule]) => [path.replace(/^body\./, ''), rule]));

/** A refusal that names no field came from the provider. */
const titleOf = (problem: { status: number; fields: object } | undefined) =>
  problem?.status === 400 && Object.keys(problem.fields).length === 0 ? 'The test call failed' : undefined;

const testHint = (stored: Llm | undefined) => {
  if (state.value?.upstream.simulated) return 'Simulate mode: the built-in model answers the test call.';
  return stored
    ? 'A change to the connection is tested with one call to the provider first.'
    : 'The provider is called once first; if that fails, nothing is saved.';
};

interface PartProps {
  draft: LlmDraft;
  onChange(change: Partial<LlmDraft>): void;
  /** What is wrong, by the path of the field in the request. */
  errors: Readonly<Record<string, string>>;
}

/** How the provider knows the caller. `stored`: what an LLM that is changed has already. */
function AuthFields({ draft, onChange, errors, stored }: PartProps & { stored?: Llm['auth'] }) {
  const kinds: { value: LlmDraft['auth']; label: string }[] = PROVIDERS[draft.type].auth.map((kind) => ({
    value: kind,
    label: labelOf(kind),
  }));
  // None cannot be chosen in place of what is stored: a PATCH has no way to say it.
  const options = stored
    ? [
        { value: 'kept' as const, label: `Keep the stored credentials (${labelOf(stored.type)})` },
        ...kinds.filter(({ value }) => value !== 'none'),
      ]
    : kinds;
  const fields = draft.auth === 'kept' || draft.auth === 'none' ? [] : fieldsOf(draft.auth);
  const enter = (name: string) => (value: string) => onChange({ credentials: { ...draft.credentials, [name]: value } });
  return (
    <fieldset>
      <legend>Authentication</legend>
      <SelectField
        label="Kind"
        value={draft.auth}
        options={options}
        error={errors['auth.type'] ?? errors.auth}
        onChange={(auth) => onChange({ auth, credentials: {} })}
      />
      {fields.length > 0 && (
        <div class="field-row">
          {fields.map(([name, { label, secret, hint, placeholder, list }]) => (
            <TextField
              key={`${draft.auth} ${name}`}
              label={label}
              type={secret ? 'password' : 'text'}
              required={!list}
              hint={hint}
              placeholder={draft.placeholders?.[name] ?? placeholder}
              error={errors[`auth.${name}`]}
              value={draft.credentials[name] ?? ''}
              onChange={enter(name)}
            />
          ))}
        </div>
      )}
    </fieldset>
  );
}

export const labelOf = (kind: LlmDraft['auth']): string => {
  if (kind === 'none') return 'None';
  return kind === 'kept' ? 'Kept' : AUTH_KINDS[kind].label;
};

/** Headers that every call of the provider carries. */
function HeaderFields({ draft: { headers }, onChange, errors }: PartProps) {
  const change = (index: number, row: Partial<HeaderRow>) =>
    onChange({ headers: headers.map((one, at) => (at === index ? { ...one, ...row } : one)) });
  const around = useFocusOnNewRow<HTMLFieldSetElement>('header-row', headers.length);
  return (
    <fieldset ref={around}>
      <legend>Headers</legend>
      {headers.map(({ name, value }, index) => (
        <div class="header-row">
          <TextField
            label="Name"
            value={name}
            error={name ? errors[`headers.${name}`] : undefined}
            onChange={(changed) => change(index, { name: changed })}
          />
          <TextField label="Value" value={value} onChange={(changed) => change(index, { value: changed })} />
          <Button
            kind="quiet"
            label={`Remove header ${name || index + 1}`}
            onClick={() => onChange({ headers: headers.filter((_, at) => at !== index) })}
          >
            ✕
          </Button>
        </div>
      ))}
      <div class="actions">
        <Button onClick={() => onChange({ headers: [...headers, { name: '', value: '' }] })}>Add a header</Button>
        <span class="hint">Sent with every call and readable later, so not for secrets.</span>
      </div>
    </fieldset>
  );
}

type Switch = Exclude<keyof Capabilities, 'context_limit'>;

export const CAPABILITIES: Record<Switch, string> = {
  image_support: 'Images',
  tool_calling: 'Tools',
  structured_outputs: 'Structured outputs',
  requires_role_alternation: 'Requires alternating roles',
};

const INFERRED = { value: '', label: 'Inferred from the model name' };
const SWITCHED = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

/** What the model can do. `known`: of an LLM that is stored, where nothing is inferred any more. */
function CapabilityFields({ draft, onChange, errors, known }: PartProps & { known: boolean }) {
  const { capabilities } = draft;
  const set = (key: keyof Capabilities, value: boolean | number | undefined) => {
    const { [key]: _, ...others } = capabilities;
    onChange({ capabilities: value === undefined ? others : { ...capabilities, [key]: value } });
  };
  return (
    <details>
      <summary>Capabilities</summary>
      <div class="field-row">
        {keysOf(CAPABILITIES).map((key) => (
          <SelectField
            label={CAPABILITIES[key]}
            value={String(capabilities[key] ?? '')}
            options={known ? SWITCHED : [INFERRED, ...SWITCHED]}
            onChange={(value) => set(key, value === '' ? undefined : value === 'true')}
          />
        ))}
        <TextField
          label="Context limit"
          type="number"
          min={4096}
          value={String(capabilities.context_limit ?? '')}
          placeholder={INFERRED.label}
          error={errors['capabilities.context_limit']}
          required={known}
          hint="Tokens."
          onChange={(value) => set('context_limit', value === '' ? undefined : Number(value))}
        />
      </div>
    </details>
  );
}
