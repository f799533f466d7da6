import { useMemo, useRef, useState } from 'preact/hooks';
import { useAction } from '../../api/action.ts';
import { at, post, put, remove } from '../../api/call.ts';
import { goTo, linkTo } from '../../app/router.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { confirmed } from '../../parts/dialogs/confirm.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { Chip, Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { insertText } from '../editor/edit-text.ts';
import { TemplateEditor } from '../editor/template-editor.ts';
import { unknownVariables } from '../editor/variables/unknown-variables.ts';
import { VariableList } from '../editor/variables/variable-list.ts';
import type { Llm, Preset } from '../preset-types.ts';
import { RenderPanel } from '../render/render-panel.ts';
import { useRender } from '../render/use-render.ts';
import { StandingChips } from '../standing-chips.ts';
import { draftOf, type PresetDraft, requestOf, useDraft } from './preset-draft.ts';
import { MainFields, ParameterFields } from './preset-fields.ts';

export interface PresetEditorProps {
  /** What is edited or looked at; undefined for a new one. */
  preset: Preset | undefined;
  initial: PresetDraft;
  /** Where the draft is kept by. */
  place: string;
  presets: readonly Preset[];
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
      ? await put<Preset>(at`/v2/generation_presets/${preset.id}`, request)
      : await post<Preset>('/v2/generation_presets', request);
    if (preset) settle(draftOf(saved));
    else forget();
    notify(`Saved ${saved.name}.`);
    onSaved();
    goTo('presets', saved.id);
  });
  const erase = useAction(async () => {
    const { id, name } = preset!;
    const question = `Queries that name it will be refused${standsBefore(preset!, presets) ? ', or get the platform’s preset of that name' : ''}.`;
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
  const variables = useMemo(
    () => html`<${VariableList} onInsert=${(text: string) => insertText(area.current!, text)} />`,
    [],
  );
  const panel = useMemo(
    () => html`<${RenderPanel} render=${render} />`,
    [render.answer, render.last, render.problem, render.pending],
  );
  return html`
    <header class="view-header">
      <div>
        <p class="hint"><a href=${linkTo('presets')}>Presets</a></p>
        <h1>${preset?.name ?? 'New preset'}</h1>
        ${preset && html`<p><${StandingChips} preset=${preset} presets=${presets} />${!readOnly && html`<span class="hint replaces">Saving replaces the whole preset: what is left empty goes back to its default.</span>`}</p>`}
      </div>
      <div class="actions">
        ${isChanged && !readOnly && html`<${Chip} tone="warn">unsaved<//>`}
        ${
          isChanged &&
          !readOnly &&
          html`<${Button} kind="quiet" onClick=${() => {
            save.clear();
            discard();
          }}>Discard changes<//>`
        }
        ${preset && html`<a class=${`button ${readOnly ? 'primary' : ''}`} href=${linkTo('presets', 'new', preset.id)}>${readOnly ? 'Copy as your own' : 'Copy'}</a>`}
        ${preset && !readOnly && html`<${Button} kind="danger" busy=${erase.running} onClick=${() => erase.run()}>Delete<//>`}
        ${!readOnly && html`<${Button} kind="primary" busy=${save.running} disabled=${!isJson} title="Ctrl+S" onClick=${() => save.run()}>${preset ? 'Replace' : 'Create'}<//>`}
      </div>
    </header>
    <${ProblemNote} problem=${save.problem ?? erase.problem} />
    <${MainFields} ...${fields} />
    <div class="template-and-render">
      <${Section} title="Template" className="template-section">
        <${TemplateEditor} value=${draft.prompt_template} area=${area} problems=${problems} isChecked=${!render.pending} readOnly=${readOnly}
          error=${errorOf('prompt_template')} onChange=${(prompt_template: string) => change({ prompt_template })} />
        ${!readOnly && variables}
      <//>
      ${panel}
    </div>
    <${ParameterFields} ...${fields} onValidity=${setIsJson} />
  `;
}

const standsBefore = (preset: Preset, presets: readonly Preset[]) =>
  presets.some(({ name, ownership }) => ownership === 'platform' && name === preset.name);
