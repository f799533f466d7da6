import { useState } from 'preact/hooks';
import { useAction } from '../../api/action.ts';
import { post, remove } from '../../api/call.ts';
import { refreshState, state } from '../../api/state.ts';
import { Button } from '../../parts/forms/button.ts';
import { TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

const STEPS = [
  { label: '+1 minute', advance: 'PT1M' },
  { label: '+1 hour', advance: 'PT1H' },
  { label: '+1 day', advance: 'P1D' },
  { label: '+30 days', advance: 'P30D' },
];

/** The time that things are stamped and expire by, of all accounts. */
export function ClockSection() {
  const clock = state.value?.clock;
  const [time, setTime] = useState('');
  const change = useAction(async (body: object) => {
    await post('/_emulator/clock', body);
    await refreshState();
  });
  const reset = useAction(async () => {
    await remove('/_emulator/clock');
    await refreshState();
  });
  const set = (event: Event) => {
    event.preventDefault();
    void change.run({ set: new Date(time).toISOString() });
  };
  const isMoved = clock && (clock.frozen || Math.abs(clock.offset_ms) >= 1000);
  return html`<${Section} title="Clock">
    <p class="clock-face">${clock?.now.replace('T', ' ').replace(/\.\d+Z/, ' UTC')}</p>
    <div class="actions">
      <${Button} pressed=${clock?.frozen ?? false} onClick=${() => change.run({ frozen: !clock?.frozen })}>
        ${clock?.frozen ? 'Frozen' : 'Freeze'}
      <//>
      ${STEPS.map(({ label, advance }) => html`<${Button} onClick=${() => change.run({ advance })}>${label}<//>`)}
      ${isMoved && html`<${Button} kind="quiet" onClick=${reset.run}>Back to the system’s clock<//>`}
    </div>
    <form onSubmit=${set}>
      <${TextField} label="Set to" type="datetime-local" step=${1} value=${time} onChange=${setTime} hint="In this browser’s time zone." />
      <div class="actions"><${Button} type="submit" disabled=${time === ''}>Set<//></div>
    </form>
    <p class="hint">Time stamps, tokens, keys that expire, and jobs go by it. It is one clock for all accounts.</p>
    <${ProblemNote} problem=${change.problem ?? reset.problem} />
  <//>`;
}
