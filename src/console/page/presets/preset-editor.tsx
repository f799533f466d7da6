import { useMemo, useRef, useState } from 'preact/hooks';
import { at, post, put, remove } from '../api/call.ts';
import { useAction } from '../api/hooks.ts';
import type { GenerationPreset, Llm } from '../api/types.ts';
import { goTo, linkTo, useShortcut } from '../app/navigation.ts';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { CheckField, JsonEditor, SelectField, TextField } from '../parts/fields.tsx';
import { Button, Chip, ProblemNote, Section } from '../parts/pieces.tsx';
import { draftOf, type NumberName, type PresetDraft, requestOf, useDraft } from './preset-draft.ts';
import { RenderPanel, useRender } from './render-panel.tsx';
import { defaultOf, StandingChips } from './standing.tsx';
import { insertText, TemplateEditor } from './template-editor.tsx';
import { unknownVariables, VariableList } from './variables.tsx';

interface PresetEditorProps {
  /** What is edited or looked at; undefined for a new one. */
  preset: GenerationPreset | undefined;
  initial: PresetDraft;
  /** Where the draft is kept by. */
  place: string;
  presets: readonly GenerationPreset[];
  llms: readonly Llm[];
  onSaved(): void;
}

export function PresetEditor({ preset, initial, place, presets, llms, onSaved }: PresetEditorProps) {
  const readOnly = preset?.ownership === 'platform';
  const { draft, isChanged, change: changeDraft, discard, settle, forget } = useDraft(place, initial);
  const [isJson, setIsJson] = useState(true);
  const area = useRef<HTMLTextAreaElement>(null);
  const render = useRender(draft);

  const save = useAction(async () => {
    const request = requestOf(draft);
    const saved = preset
      ? await put<GenerationPreset>(at`/v2/generation_presets/${preset.id}`, request)
      : await post<GenerationPreset>('/v2/generation_presets', request);
    if (preset) settle(draftOf(saved));
    else forget();
    notify(`Saved ${saved.name}.`);
    onSaved();
    goTo('presets', saved.id);
  });
  const erase = useAction(async () => {
    const { id, name } = preset!;
    const question = `Queries that name it will be refused${standsBefore(preset!, presets) ? ', or get the platform preset of that name' : ''}.`;
    if (!(await confirmed(`Delete ${name}?`, question))) return;
    await remove(at`/v2/generation_presets/${id}`);
    forget();
    notify(`Deleted ${name}.`);
    onSaved();
    goTo('presets');
  });
  const change = (part: Partial<PresetDraft>) => {
    save.clear();
    changeDraft(part);
  };
  useShortcut('Mod+s', 'Save the preset', () => void (readOnly || save.run()));

  const errorOf = (name: string) => save.problem?.fields[`body.${name}`];
  const fields = { draft, change, errorOf, readOnly, presets, llms, id: preset?.id };
  const unknown = useMemo(() => unknownVariables(draft.prompt_template), [draft.prompt_template]);
  const problems = [...render.problems, ...unknown];
  // Neither depends on what is typed, but on what comes of it.
  const variables = useMemo(() => <VariableList onInsert={(text) => insertText(area.current!, text)} />, []);
  const panel = useMemo(
    () => <RenderPanel render={render} />,
    [render.answer, render.last, render.problem, render.pending],
  );
  return (
    <>
      <header class="view-header">
        <div>
          <p class="hint">
            <a href={linkTo('presets')}>Presets</a>
          </p>
          <h1>{preset?.name ?? 'New preset'}</h1>
          {preset && (
            <p>
              <StandingChips preset={preset} presets={presets} />
              {!readOnly && (
                <span class="hint replaces">
                  Saving replaces the whole preset; empty fields go back to their defaults.
                </span>
              )}
            </p>
          )}
        </div>
        <div class="actions">
          {isChanged && !readOnly && <Chip tone="warn">unsaved</Chip>}
          {isChanged && !readOnly && (
            <Button
              kind="quiet"
              onClick={() => {
                save.clear();
                discard();
              }}
            >
              Discard changes
            </Button>
          )}
          {preset && (
            <a class={`button ${readOnly ? 'primary' : ''}`} href={linkTo('presets', 'new', preset.id)}>
              {readOnly ? 'Duplicate as your own' : 'Duplicate'}
            </a>
          )}
          {preset && !readOnly && (
            <Button kind="danger" busy={erase.running} onClick={() => erase.run()}>
              Delete
            </Button>
          )}
          {!readOnly && (
            <Button kind="primary" busy={save.running} disabled={!isJson} title="Ctrl+S" onClick={() => save.run()}>
              {preset ? 'Save' : 'Create'}
            </Button>
          )}
        </div>
      </header>
      <ProblemNote problem={save.problem ?? erase.problem} />
      <MainFields {...fields} />
      <div class="template-and-render">
        <Section title="Template" className="template-section">
          <TemplateEditor
            value={draft.prompt_template}
            area={area}
            problems={problems}
            isChecked={!render.pending}
            readOnly={readOnly}
            error={errorOf('prompt_template')}
            onChange={(prompt_template) => change({ prompt_template })}
          />
          {!readOnly && variables}
        </Section>
        {panel}
      </div>
      <ParameterFields {...fields} onValidity={setIsJson} />
    </>
  );
}

const standsBefore = (preset: GenerationPreset, presets: readonly GenerationPreset[]) =>
  presets.some(({ name, ownership }) => ownership === 'platform' && name === preset.name);

interface FieldsProps {
  draft: PresetDraft;
  change(part: Partial<PresetDraft>): void;
  /** What is wrong with a field of the request. */
  errorOf(name: string): string | undefined;
  readOnly: boolean;
  presets: readonly GenerationPreset[];
  llms: readonly Llm[];
  /** Of the preset that is edited. */
  id: string | undefined;
}

function MainFields({ draft, change, errorOf, readOnly, presets, llms }: FieldsProps) {
  const shadows =
    !readOnly && presets.some(({ name, ownership }) => ownership === 'platform' && name === draft.name.trim());
  return (
    <Section title="Preset" className="preset-main">
      <div class="field-row">
        <TextField
          label="Name"
          value={draft.name}
          disabled={readOnly}
          error={errorOf('name')}
          hint={shadows ? 'A platform preset has this name: queries that name it get yours instead.' : undefined}
          onChange={(name) => change({ name })}
        />
        <SelectField
          label="LLM"
          value={draft.llm_name}
          options={llmOptions(llms, draft.llm_name)}
          disabled={readOnly}
          error={errorOf('llm_name')}
          onChange={(llm_name) => change({ llm_name })}
        />
        <TextField
          label="Description"
          value={draft.description}
          disabled={readOnly}
          error={errorOf('description')}
          onChange={(description) => change({ description })}
        />
      </div>
    </Section>
  );
}

/** Own ones first; a name that is no LLM's, or another spelling of one, stays as it is. */
function llmOptions(llms: readonly Llm[], current: string) {
  const isShadowed = (llm: Llm) => llm.ownership === 'platform' && llms.some((o) => o.name === llm.name && o !== llm);
  const options = llms
    .filter((llm) => !isShadowed(llm))
    .sort((a, b) => Number(a.ownership === 'platform') - Number(b.ownership === 'platform'))
    .map(({ name, ownership, enabled }) => ({
      value: name,
      label: `${name} (${ownership === 'customer' ? 'yours' : 'platform'}${enabled ? '' : ', disabled'})`,
    }));
  return options.some(({ value }) => value === current)
    ? options
    : [{ value: current, label: current || 'Choose an LLM' }, ...options];
}

const PARAMETERS: readonly { name: NumberName; label: string; hint: string; min?: number; step: number | 'any' }[] = [
  { name: 'max_used_search_results', label: 'Search results used', hint: 'Default: 5', min: 1, step: 1 },
  { name: 'max_tokens', label: 'Max tokens', hint: 'Not sent if empty', min: 1, step: 1 },
  { name: 'temperature', label: 'Temperature', hint: 'Not sent if empty', step: 'any' },
  { name: 'frequency_penalty', label: 'Frequency penalty', hint: 'Not sent if empty', step: 'any' },
  { name: 'presence_penalty', label: 'Presence penalty', hint: 'Not sent if empty', step: 'any' },
];

function ParameterFields(props: FieldsProps & { onValidity(valid: boolean): void }) {
  const { draft, change, errorOf, readOnly, presets, id, onValidity } = props;
  const before = defaultOf(
    draft.llm_name,
    presets.filter((preset) => preset.id !== id),
  );
  const instead = before ? ` Replaces ${before.name}.` : '';
  return (
    <Section title="Parameters" className="preset-parameters">
      <div class="field-row narrow">
        {PARAMETERS.map(({ name, ...rest }) => (
          <TextField
            type="number"
            {...rest}
            value={draft[name]}
            disabled={readOnly}
            error={errorOf(name)}
            onChange={(value) => change({ [name]: value })}
          />
        ))}
      </div>
      <div class="field-row">
        <div class="stack">
          <CheckField
            label="Enabled"
            value={draft.enabled}
            disabled={readOnly}
            hint="Queries that name a disabled preset are refused."
            onChange={(enabled) => change({ enabled })}
          />
          <CheckField
            label="Default for its LLM"
            value={draft.default}
            disabled={readOnly}
            hint={`For queries that name ${draft.llm_name || 'the LLM'} and no preset.${draft.default && !readOnly ? instead : ''}`}
            onChange={(value) => change({ default: value })}
          />
        </div>
        {readOnly ? null : (
          <JsonEditor
            label="Additional model parameters"
            rows={3}
            value={draft.additional_model_params}
            error={errorOf('additional_model_params')}
            hint="Sent to the upstream along with the parameters above, as JSON."
            onValidity={onValidity}
            onChange={(value) => change({ additional_model_params: value })}
          />
        )}
      </div>
    </Section>
  );
}
