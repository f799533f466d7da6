import { useAction } from '../api/action.ts';
import { useShortcut } from '../app/shortcuts.ts';
import { confirmed } from '../parts/dialogs/confirm.ts';
import { Button } from '../parts/forms/button.ts';
import { html } from '../parts/html.ts';
import { Chip, type Tone } from '../parts/pieces.ts';
import { ProblemNote } from '../parts/problem-note.ts';
import type { Calls } from './calls/calls.ts';

/** Whether calls come, and what to do about it. */
export function LiveControls({ calls }: { calls: Calls }) {
  const { isPaused, missed, pause, resume, following } = calls;
  const turn = () => (isPaused ? resume() : pause());
  const clear = useAction(async () => {
    if (await confirmed('Clear the journal?', 'The calls that are over are forgotten, for everybody.', 'Clear'))
      await calls.clear();
  });
  useShortcut('p', isPaused ? 'Go on showing calls' : 'Hold the list as it is', turn);
  const { text, tone, title } = toldOf(calls);
  return html`
    <span role="status" aria-label="Connection" class="following ${following.state}"><${Chip} tone=${tone} title=${title}>${text}<//></span>
    <${Button} title=${isPaused ? 'Resume (p)' : 'Pause (p)'} pressed=${isPaused} onClick=${turn}>${isPaused ? `Resume${missed > 0 ? `, ${missed} new` : ''}` : 'Pause'}<//>
    <${Button} busy=${clear.running} disabled=${!calls.calls?.length} onClick=${() => clear.run()}>Clear<//>
    <${ProblemNote} problem=${clear.problem} />
  `;
}

function toldOf({ following, isPaused }: Calls): { text: string; tone: Tone; title: string } {
  if (following.state === 'reconnecting')
    return { text: 'reconnecting', tone: 'warn', title: following.problem.message };
  if (isPaused) return { text: 'paused', tone: 'info', title: 'The list stays as it is' };
  if (following.state === 'live') return { text: 'live', tone: 'good', title: 'Calls appear as they happen' };
  return { text: 'connecting', tone: 'plain', title: 'Reading the journal' };
}
