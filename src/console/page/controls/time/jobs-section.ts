import { useState } from 'preact/hooks';
import { useAction } from '../../api/action.ts';
import { post, put } from '../../api/call.ts';
import { refreshState, state, type Timing } from '../../api/state.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { count } from '../../parts/format.ts';
import { Button } from '../../parts/forms/button.ts';
import { SelectField, TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

interface Advanced {
  taken: number;
  pending_documents: number;
}

const MODES = [
  { value: 'instant', label: 'at once' },
  { value: 'delayed', label: 'after a while' },
  { value: 'stepped', label: 'only when told to' },
];

/** When jobs and the indexing of documents go on. */
export function JobsSection() {
  const jobs = state.value?.jobs;
  const [steps, setSteps] = useState('1');
  const change = useAction(async (mode: Timing & { indexing: Timing }) => {
    await put('/_emulator/jobs/mode', mode);
    await refreshState();
  });
  const advance = useAction(async () => {
    const { taken, pending_documents } = await post<Advanced>('/_emulator/jobs/advance', { steps: Number(steps) });
    const left = pending_documents > 0 ? ` ${count(pending_documents, 'document')} still waiting.` : '';
    notify((taken === 0 ? 'Nothing waits.' : `Took ${count(taken, 'step')}.`) + left);
    await refreshState();
  });
  const { indexing = { mode: 'instant' }, pending_documents = 0, ...own } = jobs ?? { mode: 'instant' as const };
  const isStepped = own.mode === 'stepped' || indexing.mode === 'stepped';
  return html`<${Section} title="Jobs and indexing">
    <${TimingFields} label="Jobs go on" value=${own} disabled=${!jobs} onChange=${(timing: Timing) => change.run({ ...timing, indexing })} />
    <${TimingFields} label="Documents are indexed" value=${indexing} disabled=${!jobs}
      onChange=${(timing: Timing) => change.run({ ...own, indexing: timing })} />
    ${pending_documents > 0 && html`<p>${count(pending_documents, 'document')} stored, not indexed yet: no query finds them.</p>`}
    ${
      isStepped &&
      html`<div class="actions">
        <${TextField} label="Steps" type="number" min=${1} value=${steps} onChange=${setSteps} />
        <${Button} kind="primary" busy=${advance.running} onClick=${advance.run}>Advance<//>
      </div>`
    }
    <${ProblemNote} problem=${change.problem ?? advance.problem} />
  <//>`;
}

interface TimingFieldsProps {
  label: string;
  value: Timing;
  disabled: boolean;
  onChange(timing: Timing): void;
}

function TimingFields({ label, value: { mode, delay_ms = 1000 }, disabled, onChange }: TimingFieldsProps) {
  return html`<div class="field-row">
    <${SelectField} label=${label} options=${MODES} value=${mode} disabled=${disabled}
      onChange=${(chosen: Timing['mode']) => onChange({ mode: chosen })} />
    ${
      mode === 'delayed' &&
      html`<${TextField} label="After, in milliseconds" type="number" min=${0} value=${String(delay_ms)}
        onChange=${(ms: string) => ms !== '' && onChange({ mode, delay_ms: Number(ms) })} />`
    }
  </div>`;
}
