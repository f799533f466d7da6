import type { GenerationPreset } from '../../../v2/generation-presets/generation-presets-schema.ts';
import type { Llm } from '../../../v2/llms/llms-schema.ts';
import { useAction } from '../api/action.ts';
import { at, get, patch, remove } from '../api/call.ts';
import { useLoaded } from '../api/loaded.ts';
import { goTo, linkTo } from '../app/router.ts';
import { confirmed } from '../parts/dialogs/confirm.ts';
import { notify } from '../parts/dialogs/notices.ts';
import { Button } from '../parts/forms/button.ts';
import { html } from '../parts/html.ts';
import { Chip, Section } from '../parts/pieces.ts';
import { ProblemNote } from '../parts/problem-note.ts';
import { CapabilityFacts, LlmFacts, ShadowNote } from './llm-facts.ts';
import { LlmChips } from './llm-list.ts';
import { TestNote, type TestOutcome } from './test-note.ts';

interface DetailProps {
  llm: Llm;
  all: readonly Llm[];
  tested: TestOutcome | undefined;
  onTested(outcome: TestOutcome | undefined): void;
  onChanged(): void;
}

export function LlmDetail({ llm, all, tested, onTested, onChanged }: DetailProps) {
  const isOwn = llm.ownership === 'customer';
  return html`<div class="stack">
    <p class="back"><a href=${linkTo('llms')}>All LLMs</a></p>
    <${Section} title=${llm.name} actions=${html`<${LlmChips} llm=${llm} all=${all} />${llm.enabled && html`<${Chip} tone="good">enabled<//>`}`}>
      ${llm.description && html`<p>${llm.description}</p>`}
      <${ShadowNote} llm=${llm} all=${all} />
      <${LlmFacts} llm=${llm} />
      ${isOwn && html`<${OwnActions} llm=${llm} onTested=${onTested} onChanged=${onChanged} />`}
      ${tested?.llmId === llm.id && html`<${TestNote} />`}
    <//>
    <${Section} title="Capabilities"><${CapabilityFacts} llm=${llm} /><//>
    <${UsedBy} llm=${llm} />
  </div>`;
}

function OwnActions({ llm, onTested, onChanged }: Omit<DetailProps, 'all' | 'tested'>) {
  const path = at`/v2/llms/${llm.id}`;
  const test = useAction(async () => {
    onTested(undefined);
    await patch(path, { test_model_parameters: {} });
    onTested({ llmId: llm.id });
  });
  const toggle = useAction(async () => {
    await patch(path, { enabled: !llm.enabled });
    notify(`${llm.name} is ${llm.enabled ? 'disabled' : 'enabled'}.`);
    onChanged();
  });
  const deletion = useAction(async () => {
    const text = `The LLM “${llm.name}” with its credentials goes for good. Presets that name it stay, and fail.`;
    if (!(await confirmed('Delete this LLM?', text))) return;
    await remove(path);
    notify(`Deleted ${llm.name}.`);
    onChanged();
    goTo('llms');
  });
  return html`
    <div class="actions">
      <${Button} busy=${test.running} onClick=${() => test.run()}>Test the connection<//>
      <${Button} onClick=${() => goTo('llms', llm.id, 'edit')}>Edit<//>
      <${Button} busy=${toggle.running} onClick=${() => toggle.run()}>${llm.enabled ? 'Disable' : 'Enable'}<//>
      <${Button} kind="danger" onClick=${() => deletion.run()}>Delete<//>
    </div>
    <${ProblemNote} problem=${test.problem} title="The test call failed" />
    <${ProblemNote} problem=${toggle.problem ?? deletion.problem} />
  `;
}

/** The presets that name this LLM, which is how a query gets to it. */
function UsedBy({ llm }: { llm: Llm }) {
  const query = new URLSearchParams({ llm_name: llm.name, limit: '100' });
  const presets = useLoaded(
    async () =>
      (await get<{ generation_presets: GenerationPreset[] }>(`/v2/generation_presets?${query}`)).generation_presets,
    [llm.name],
  );
  return html`<${Section} title="Used by" actions=${html`<a href=${linkTo('presets', 'new')}>New preset</a><a href=${linkTo('query')}>To a query</a>`}>
    <${ProblemNote} problem=${presets.problem} />
    ${
      presets.value?.length === 0
        ? html`<p class="hint">No preset names it yet. A query can: <code>generation.model_parameters.llm_name</code>.</p>`
        : html`<ul class="bare-list">${presets.value?.map(
            ({ id, name, enabled }) =>
              html`<li><a href=${linkTo('presets', id)}>${name}</a> ${!enabled && html`<${Chip} tone="bad">disabled<//>`}</li>`,
          )}</ul>`
    }
  <//>`;
}
