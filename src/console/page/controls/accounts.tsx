import { useEffect, useState } from 'preact/hooks';
import { at, choosesAccounts, connectAs, get, put, remove } from '../api/call.ts';
import { refreshState, state, useAction, useLoaded } from '../api/hooks.ts';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { CheckField, TextField } from '../parts/fields.tsx';
import { dateAndTime } from '../parts/format.ts';
import { Button, Chip, ProblemNote, Section } from '../parts/pieces.tsx';

export function AccountsPanel() {
  return (
    <div class="columns">
      <AccountsSection />
      <JournalSection />
    </div>
  );
}

interface Account {
  name: string;
  created_at: string;
}

/** The isolated worlds of this emulator. */
function AccountsSection() {
  const accounts = useLoaded(async () => (await get<{ accounts: Account[] }>('/_emulator/accounts')).accounts);
  const drop = useAction(async (name: string) => {
    if (
      !(await confirmed(`Delete ${name}?`, 'This deletes the account and everything in it, including its snapshots.'))
    )
      return;
    await remove(`/_emulator/accounts/${at`${name}`}`);
    accounts.reload();
  });
  const shown = state.value?.account;
  return (
    <Section title="Accounts">
      <ul class="rules">
        {accounts.value?.map(({ name, created_at }) => (
          <li key={name}>
            <div class="stack">
              <code>{name}</code>
              <span class="hint">created {dateAndTime(created_at)}</span>
            </div>
            {name === shown ? (
              <Chip tone="info">current</Chip>
            ) : (
              <div class="actions">
                {choosesAccounts.value && (
                  <Button label={`Switch to ${name}`} onClick={() => connectAs({ account: name })}>
                    Switch
                  </Button>
                )}
                <Button kind="danger" label={`Delete ${name}`} onClick={() => drop.run(name)}>
                  Delete
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      <p class="hint">
        Create one under the account’s name at the top right, or send a call with a new name in{' '}
        <code>x-emulator-account</code>.
      </p>
      <ProblemNote problem={accounts.problem ?? drop.problem} />
    </Section>
  );
}

interface Settings {
  enabled: boolean;
  max_entries: number;
  max_bytes: number;
}

const PATH = '/_emulator/journal';
const LIMITS = [
  { name: 'max_entries', label: 'Calls kept for this account' },
  { name: 'max_bytes', label: 'Bytes kept across all accounts' },
] as const;

/** What Live shows from. */
function JournalSection() {
  const settings = useLoaded(() => get<Settings>(`${PATH}/settings`));
  const [draft, setDraft] = useState<Record<string, string>>({});
  useEffect(() => setDraft({}), [settings.value]);
  const change = useAction(async (changes: Partial<Settings>) => {
    await put(`${PATH}/settings`, changes);
    settings.reload();
    await refreshState();
  });
  const clear = useAction(async () => {
    if (!(await confirmed('Clear the journal?', 'This removes every finished call of this account.', 'Clear'))) return;
    await remove(PATH);
    notify('The journal is empty.');
  });
  const save = (event: Event) => {
    event.preventDefault();
    void change.run(Object.fromEntries(Object.entries(draft).map(([name, text]) => [name, Number(text)])));
  };
  return (
    <Section title="Journal">
      <CheckField
        label="Record calls"
        value={settings.value?.enabled ?? true}
        disabled={!settings.value}
        onChange={(enabled) => change.run({ enabled })}
      />
      <form onSubmit={save}>
        <div class="field-row">
          {LIMITS.map(({ name, label }) => (
            <TextField
              type="number"
              label={label}
              required
              value={draft[name] ?? String(settings.value?.[name] ?? '')}
              error={change.problem?.fields[`body.${name}`]}
              onChange={(text) => setDraft({ ...draft, [name]: text })}
            />
          ))}
        </div>
        <div class="actions">
          <Button type="submit" disabled={Object.keys(draft).length === 0}>
            Save
          </Button>
          <Button kind="danger" onClick={clear.run}>
            Clear the journal
          </Button>
        </div>
      </form>
      <ProblemNote problem={settings.problem ?? change.problem ?? clear.problem} />
    </Section>
  );
}
