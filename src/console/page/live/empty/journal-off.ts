import { useAction } from '../../api/action.ts';
import { put } from '../../api/call.ts';
import { refreshState } from '../../api/state.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

/** Why nothing comes, and the way to change it. */
export function JournalOff() {
  const turnOn = useAction(async () => {
    await put('/_emulator/journal/settings', { enabled: true }, { aside: true });
    await refreshState();
  });
  return html`<div class="note journal-off">
    <p><strong>The journal is off.</strong> Calls are answered, but not kept, so none is shown here.</p>
    <${Button} kind="primary" busy=${turnOn.running} onClick=${() => turnOn.run()}>Turn it on<//>
    <${ProblemNote} problem=${turnOn.problem} />
  </div>`;
}
