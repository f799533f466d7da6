import { listAll } from '../api/list-all.ts';
import { useLoaded } from '../api/loaded.ts';
import { linkTo } from '../app/router.ts';
import type { ViewProps } from '../app/views.ts';
import { html } from '../parts/html.ts';
import { Empty, ViewHeader } from '../parts/pieces.ts';
import { ProblemNote } from '../parts/problem-note.ts';
import { draftOf, newDraft } from './edit/preset-draft.ts';
import { PresetEditor } from './edit/preset-editor.ts';
import { PresetList } from './preset-list.ts';
import type { Llm, Preset } from './preset-types.ts';

const LEAD = 'An LLM, a prompt template and parameters under one name; queries choose one.';

/** `presets`, `presets/new`, `presets/new/COPIED-ID`, `presets/ID`; a name does for an id. */
export function PresetsView({ path: [first, from] }: ViewProps) {
  const { value, problem, loading, reload } = useLoaded(async () => {
    const [presets, llms] = await Promise.all([
      listAll<Preset>('/v2/generation_presets', 'generation_presets'),
      listAll<Llm>('/v2/llms', 'llms'),
    ]);
    return { presets, llms };
  });
  if (!value || first === undefined) {
    return html`
      <${ViewHeader} title="Presets" lead=${LEAD}><a class="button primary" href=${linkTo('presets', 'new')}>New preset</a><//>
      <${ProblemNote} problem=${problem} />
      ${value && html`<${PresetList} ...${value} />`}
    `;
  }
  const { presets, llms } = value;
  const place = [first, from].filter(Boolean).join('/');
  const editor = (preset: Preset | undefined, initial: ReturnType<typeof newDraft>) =>
    html`<${PresetEditor} key=${place} preset=${preset} initial=${initial} place=${place} presets=${presets} llms=${llms} onSaved=${reload} />`;
  const wanted = first === 'new' ? from : first;
  const asked = presets.find(({ id }) => id === wanted) ?? presets.find(({ name }) => name === wanted);
  if (first === 'new') return editor(undefined, asked ? copyOf(asked, presets) : newDraft(llms));
  if (asked) return editor(asked, draftOf(asked));
  // It may just have been made.
  if (loading) return html`<${ViewHeader} title="Presets" />`;
  return html`<${ViewHeader} title="Presets" /><${ProblemNote} problem=${problem} />
    <${Empty} title="There is no such preset"><p>It may have been deleted. <a href=${linkTo('presets')}>All presets</a></p><//>`;
}

/** Under a name of its own, and no LLM's default before someone says so. */
function copyOf(preset: Preset, presets: readonly Preset[]) {
  const taken = new Set(presets.map(({ name }) => name));
  let name = `${preset.name}-copy`;
  for (let turn = 2; taken.has(name); turn += 1) name = `${preset.name}-copy-${turn}`;
  return { ...draftOf(preset), name, default: false };
}
