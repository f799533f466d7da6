import { useState } from 'preact/hooks';
import { useAction } from '../../api/action.ts';
import { post, put } from '../../api/call.ts';
import { type EmulatorState, refreshState, state } from '../../api/state.ts';
import { Button } from '../../parts/button.ts';
import { SelectField, TextField } from '../../parts/field.ts';
import { count } from '../../parts/format.ts';
import { html } from '../../parts/html.ts';
import { notify } from '../../parts/notices.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

type Jobs = EmulatorState['jobs'];

const MODES = [
  { value: 'instant', label: 'at once' },
  { value: 'delayed', label: 'after a while' },
  { value: 'stepped', label: 'only when told to' },
];

/** When jobs and the indexing of documents go on. */
export function JobsSection() {
  const jobs = state.value?.jobs;
  const [steps, setSteps] = useState('1');
  const change = useAction(async (mode: Jobs) => {
    await put('/_emulator/jobs/mode', mode);
    await refreshState();
  });
  const advance = useAction(async () => {
    const { taken } = await post<{ taken: number }>('/_emulator/jobs/advance', { steps: Number(steps) });
    notify(taken === 0 ? 'Nothing waits.' : `Took ${count(taken, 'step')}.`);
  });
  return html`<${Section} title="Jobs">
    <${SelectField} label="Jobs go on" options=${MODES} value=${jobs?.mode ?? 'instant'} disabled=${!jobs}
      onChange=${(mode: Jobs['mode']) => change.run({ mode })} />
    ${
      jobs?.mode === 'delayed' &&
      html`<${TextField} label="Each turn waits, in milliseconds" type="number" min=${0} value=${String(jobs.delay_ms ?? 1000)}
        onChange=${(ms: string) => ms !== '' && change.run({ mode: 'delayed', delay_ms: Number(ms) })} />`
    }
    ${
      jobs?.mode === 'stepped' &&
      html`<div class="actions">
        <${TextField} label="Steps" type="number" min=${1} value=${steps} onChange=${setSteps} />
        <${Button} kind="primary" busy=${advance.running} onClick=${advance.run}>Advance<//>
      </div>`
    }
    <${ProblemNote} problem=${change.problem ?? advance.problem} />
  <//>`;
}
