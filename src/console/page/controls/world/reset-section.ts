import { useAction } from '../../api/action.ts';
import { post } from '../../api/call.ts';
import { refreshState, state } from '../../api/state.ts';
import { confirmed } from '../../parts/dialogs/confirm.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

export function ResetSection() {
  const reset = useAction(async (to?: 'empty') => {
    const account = state.value?.account ?? 'the account';
    const asked = await confirmed(
      `Reset ${account}?`,
      'Its corpora, LLMs, presets, keys, faults and scripts go. Snapshots stay.',
      'Reset',
    );
    if (!asked) return;
    const { reset_to } = await post<{ reset_to: string }>('/_emulator/reset', to ? { to } : {});
    notify(reset_to === 'seed' ? 'Reset to the seed.' : 'Reset to nothing.');
    await refreshState();
  });
  return html`<${Section} title="Reset">
    <p class="hint">Back to the seed, or, without one, to nothing.</p>
    <div class="actions">
      <${Button} kind="danger" busy=${reset.running} onClick=${() => reset.run()}>Reset the account<//>
      <${Button} kind="quiet" onClick=${() => reset.run('empty')}>Empty it, seed or not<//>
    </div>
    <${ProblemNote} problem=${reset.problem} />
  <//>`;
}
