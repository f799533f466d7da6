import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LlmType } from '../../../../upstream/llm-auth.ts';
import type { CreateLlmRequest, Llm, UpdateLlmRequest } from '../../../../v2/llms/llms-schema.ts';
import { useAction } from '../../api/action.ts';
import { state } from '../../api/state.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { Code } from '../../parts/code/code.ts';
import { Button } from '../../parts/forms/button.ts';
import { SelectField, TextField } from '../../parts/forms/field.ts';
import { JsonEditor } from '../../parts/forms/json-editor.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { AuthFields } from './auth-fields.ts';
import { CapabilityFields } from './capability-fields.ts';
import { type LlmDraft, masked, withType } from './draft.ts';
import { HeaderFields } from './header-fields.ts';
import { PROVIDERS } from './providers.ts';

export interface LlmFormProps<Request extends CreateLlmRequest | UpdateLlmRequest> {
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

const TYPES = Object.entries(PROVIDERS).map(([value, { label }]) => ({ value, label }));

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
  return html`<form ref=${form} class="llm-form" onSubmit=${submit} aria-label=${verb} autocomplete="off">
    <div class="section">
      ${children}
      <${SelectField} label="Provider type" value=${draft.type} options=${TYPES} error=${errors.type}
        onChange=${(type: LlmType) => setDraft(withType(draft, type, stored?.auth))} />
      <div class="field-row">
        <${TextField} label="Name" required ...${text('name')} disabled=${Boolean(stored)} error=${errors.name}
          hint=${stored ? 'Stays as it is.' : 'A name of the platform’s overrides that LLM.'} />
        <${TextField} label="Model" required ...${text('model')} placeholder=${provider.modelExample} error=${errors.model}
          hint="The provider’s id of the model." />
      </div>
      <${TextField} label="URI" required=${!provider.uriOptional} ...${text('uri')} placeholder=${provider.uriExample}
        hint=${provider.uriHint} error=${errors.uri} />
      <${TextField} label="Description" ...${text('description')} error=${errors.description} />
      <${AuthFields} ...${part} stored=${stored?.auth} />
      <${HeaderFields} ...${part} />
      <${CapabilityFields} ...${part} known=${Boolean(stored)} />
      <div class="field-row">
        <${JsonEditor} label="Parameters of the test call" rows=${4} value=${draft.parameters} onValidity=${setIsJson}
          hint="test_model_parameters, used for the test only." error=${errors.test_model_parameters}
          onChange=${(parameters: LlmDraft['parameters']) => change({ parameters })} />
        <${TextField} label="Longest silence" type="number" min=${1} max=${3600} ...${text('idleTimeout')}
          placeholder="As the emulator has it" hint="Seconds without a byte from the provider." error=${errors.idle_timeout_seconds} />
      </div>
    </div>
    <${Section} title="The request" className="request">
      <p class="hint"><code>${operation}</code>, as it is sent. Secrets are hidden here only.</p>
      <${Code} name=${operation} of=${masked(request)} />
      <${ProblemNote} problem=${action.problem} title=${titleOf(action.problem)} />
      <div class="actions"><${Button} kind="primary" type="submit" busy=${action.running} disabled=${isUnchanged}>${verb}<//></div>
      <p class="hint" role="status">${action.running ? 'Calling the provider…' : isUnchanged ? 'Nothing is changed yet.' : testHint(stored)}</p>
    <//>
  </form>`;
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
    ? 'A change of the connection is tested with one call of the provider first.'
    : 'The provider is called once first; nothing is stored if that fails.';
};
