import { useAction } from '../../api/action.ts';
import { at, get, remove } from '../../api/call.ts';
import { choosesAccounts, connectAs } from '../../api/connection.ts';
import { useLoaded } from '../../api/loaded.ts';
import { state } from '../../api/state.ts';
import { confirmed } from '../../parts/dialogs/confirm.ts';
import { dateAndTime } from '../../parts/format.ts';
import { Button } from '../../parts/forms/button.ts';
import { html } from '../../parts/html.ts';
import { Chip, Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

interface Account {
  name: string;
  created_at: string;
}

/** The isolated worlds of this emulator. */
export function AccountsSection() {
  const accounts = useLoaded(async () => (await get<{ accounts: Account[] }>('/_emulator/accounts')).accounts);
  const drop = useAction(async (name: string) => {
    if (!(await confirmed(`Delete ${name}?`, 'The account goes with all that it holds, its snapshots too.'))) return;
    await remove(`/_emulator/accounts/${at`${name}`}`);
    accounts.reload();
  });
  const shown = state.value?.account;
  return html`<${Section} title="Accounts">
    <ul class="rules">
      ${accounts.value?.map(
        ({ name, created_at }) => html`<li key=${name}>
          <div class="stack"><code>${name}</code><span class="hint">since ${dateAndTime(created_at)}</span></div>
          ${
            name === shown
              ? html`<${Chip} tone="info">shown<//>`
              : html`<div class="actions">
                ${choosesAccounts.value && html`<${Button} label=${`Show ${name}`} onClick=${() => connectAs({ account: name })}>Show<//>`}
                <${Button} kind="quiet" label=${`Delete ${name}`} onClick=${() => drop.run(name)}>Delete<//>
              </div>`
          }
        </li>`,
      )}
    </ul>
    <p class="hint">A new one is made by its first call: choose its name at the top right, or send <code>x-emulator-account</code>.</p>
    <${ProblemNote} problem=${accounts.problem ?? drop.problem} />
  <//>`;
}
