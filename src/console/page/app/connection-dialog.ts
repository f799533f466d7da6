import { useState } from 'preact/hooks';
import { get } from '../api/call.ts';
import { choosesAccounts, connectAs, connection } from '../api/connection.ts';
import { useLoaded } from '../api/loaded.ts';
import { refreshState } from '../api/state.ts';
import { Dialog } from '../parts/dialogs/dialog.ts';
import { Button } from '../parts/forms/button.ts';
import { TextField } from '../parts/forms/field.ts';
import { html } from '../parts/html.ts';
import { ProblemNote } from '../parts/problem-note.ts';

const ACCOUNT_HINT = 'A name that is new makes a new, empty account.';
const KEY_HINT = 'Needed when the emulator was started with --auth strict. Kept until this tab is closed.';

/** As whom the page calls, and which account it shows. */
export function ConnectionDialog({ onClose }: { onClose(): void }) {
  const accounts = useLoaded(async () => (await get<{ accounts: { name: string }[] }>('/_emulator/accounts')).accounts);
  const [draft, setDraft] = useState(connection.value);
  const save = (event: Event) => {
    event.preventDefault();
    connectAs({ ...draft, account: draft.account.trim() || 'default' });
    void refreshState();
    onClose();
  };
  return html`<${Dialog} title="Account and key" onClose=${onClose}>
    <form onSubmit=${save}>
      ${
        choosesAccounts.value &&
        html`<${TextField} label="Account" value=${draft.account} hint=${ACCOUNT_HINT} suggestions=${accounts.value?.map(({ name }) => name) ?? []}
          onChange=${(account: string) => setDraft({ ...draft, account })} />`
      }
      <${TextField} label="API key" type="password" value=${draft.apiKey} hint=${KEY_HINT}
        onChange=${(apiKey: string) => setDraft({ ...draft, apiKey })} />
      <${TextField} label="Control token" type="password" value=${draft.controlToken}
        hint="Needed from another machine, when the emulator was started with --control-token."
        onChange=${(controlToken: string) => setDraft({ ...draft, controlToken })} />
      <${ProblemNote} problem=${accounts.problem} />
      <div class="actions"><${Button} kind="primary" type="submit">Connect<//></div>
    </form>
  <//>`;
}
