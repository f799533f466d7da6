import { effect, signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import {
  askForConnection,
  type Connection,
  choosesAccounts,
  connectAs,
  connection,
  get,
  isConnecting,
} from '../api/call.ts';
import { refreshState, state, stateProblem, useAction, useLoaded } from '../api/hooks.ts';
import type { EmulatorState } from '../api/types.ts';
import { Dialog, notify } from '../parts/dialogs.tsx';
import { SelectField, TextField } from '../parts/fields.tsx';
import { dateAndTime } from '../parts/format.ts';
import { Button, Chip, LinkBar, ProblemNote, type Tone } from '../parts/pieces.tsx';
import { linkTo } from './navigation.ts';

interface HeaderProps {
  views: readonly { id: string; title: string; key: string }[];
  /** The id of the one that is shown. */
  view: string;
  onHelp: () => void;
}

export function Header({ views, view, onHelp }: HeaderProps) {
  const account = state.value?.account ?? connection.value.account;
  const links = views.map(({ id, title, key }) => ({ id, title, key, href: linkTo(id) }));
  return (
    <header class="top">
      <div class="top-row">
        <a class="brand" href="#/live">
          <img src="/console/icon.svg" alt="" width="24" height="24" />
          vectara-emulator
        </a>
        <LinkBar label="Views" links={links} current={view} />
        <div class="top-end">
          <Button kind="quiet" label={`Account ${account}`} title="Account and key" onClick={askForConnection}>
            <span class="account">{account}</span>
          </Button>
          <ThemeButton />
          <Button kind="quiet" label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={onHelp}>
            ?
          </Button>
        </div>
      </div>
      <SwitchedOn />
    </header>
  );
}

interface Deviation {
  text: string;
  title: string;
  tone: Tone;
}

/** What makes the emulator behave unlike Vectara just now, so that nobody looks for a bug that they switched on themselves. */
function SwitchedOn() {
  if (stateProblem.value) {
    return (
      <div class="switched-on" role="alert">
        <Chip tone="bad">{stateProblem.value.message}</Chip>
        {stateProblem.value.status === 401 && <Button onClick={askForConnection}>Enter a key or token</Button>}
      </div>
    );
  }
  const deviations = state.value ? deviationsOf(state.value) : [];
  if (deviations.length === 0) return null;
  return (
    <div class="switched-on" role="status" aria-label="Switched on">
      <a href={linkTo('controls')} title="Open the controls">
        {deviations.map(({ text, title, tone }) => (
          <Chip tone={tone} title={title}>
            {text}
          </Chip>
        ))}
      </a>
    </div>
  );
}

function deviationsOf({ faults, scripts, api_scripts, clock, upstream, jobs, journal }: EmulatorState): Deviation[] {
  const { recordings = 'off' } = upstream;
  const many = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  const found: (Deviation | false)[] = [
    faults.count > 0 && { text: many(faults.count, 'fault'), title: 'Calls can fail on purpose', tone: 'bad' },
    faults.magic && {
      text: 'magic faults',
      title: 'Texts like [[fault:status=503]] in queries cause faults',
      tone: 'bad',
    },
    scripts.count > 0 && {
      text: many(scripts.count, 'script'),
      title: 'Scripts answer for language models',
      tone: 'warn',
    },
    api_scripts.count > 0 && {
      text: many(api_scripts.count, 'API script'),
      title: 'Operations may answer what a script says',
      tone: 'warn',
    },
    scripts.strict && { text: 'strict scripts', title: 'Model calls that no script matches fail', tone: 'warn' },
    upstream.simulated && { text: 'simulate', title: 'The built-in model answers for registered LLMs', tone: 'warn' },
    recordings !== 'off' && {
      text: recordings,
      title: 'Upstream calls are recorded, or answered from recordings',
      tone: 'warn',
    },
    clock.frozen && { text: `clock frozen at ${dateAndTime(clock.now)}`, title: 'Time stands still', tone: 'warn' },
    !clock.frozen &&
      Math.abs(clock.offset_ms) >= 1000 && {
        text: `clock moved by ${days(clock.offset_ms)}`,
        title: 'The clock differs from the system clock',
        tone: 'warn',
      },
    jobs.mode !== 'instant' && { text: `jobs ${jobs.mode}`, title: 'Jobs do not run at once', tone: 'warn' },
    jobs.indexing.mode !== 'instant' && {
      text: `indexing ${jobs.indexing.mode}${jobs.pending_documents > 0 ? `, ${jobs.pending_documents} pending` : ''}`,
      title: 'New documents are stored, but searches cannot find them yet',
      tone: 'warn',
    },
    !journal.enabled && { text: 'journal off', title: 'Calls are not recorded, so Live shows none', tone: 'warn' },
  ];
  return found.filter((one) => one !== false);
}

function days(ms: number): string {
  const sign = ms < 0 ? '−' : '+';
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 60) return `${sign}${seconds} s`;
  if (seconds < 3600) return `${sign}${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${sign}${Math.round(seconds / 3600)} h`;
  return `${sign}${Math.round(seconds / 86_400)} days`;
}

const KEY_HINT = 'Needed when the emulator was started with --auth strict. Kept until this tab is closed.';

/** As whom the page calls, and which account it shows; there when somebody asks for it. One in the page. */
export function ConnectionDialog() {
  return isConnecting.value ? <ConnectionForms onClose={() => (isConnecting.value = false)} /> : null;
}

function ConnectionForms({ onClose }: { onClose: () => void }) {
  const accounts = useLoaded(async () => (await get<{ accounts: { name: string }[] }>('/_emulator/accounts')).accounts);
  const [draft, setDraft] = useState(connection.value);
  const connect = (change: Partial<Connection> = {}) => {
    connectAs({ ...draft, ...change });
    void refreshState();
    onClose();
  };
  const save = (event: Event) => {
    event.preventDefault();
    connect();
  };
  // The one that is shown is among them, whatever the list says.
  const names = new Set([draft.account, ...(accounts.value ?? []).map(({ name }) => name)]);
  return (
    <Dialog title="Account and key" onClose={onClose}>
      <form onSubmit={save}>
        {choosesAccounts.value && (
          <SelectField<string>
            label="Account"
            value={draft.account}
            options={[...names].sort()}
            onChange={(account) => setDraft({ ...draft, account })}
          />
        )}
        <TextField
          label="API key"
          type="password"
          value={draft.apiKey}
          hint={KEY_HINT}
          onChange={(apiKey) => setDraft({ ...draft, apiKey })}
        />
        <TextField
          label="Control token"
          type="password"
          value={draft.controlToken}
          hint="Needed from another machine, when the emulator was started with --control-token."
          onChange={(controlToken) => setDraft({ ...draft, controlToken })}
        />
        <ProblemNote problem={accounts.problem} />
        <div class="actions">
          <Button kind="primary" type="submit">
            Connect
          </Button>
        </div>
      </form>
      {choosesAccounts.value && <NewAccount onDone={(account) => connect({ account })} />}
    </Dialog>
  );
}

/** An account is made by the first call that names it. */
function NewAccount({ onDone }: { onDone: (account: string) => void }) {
  const [name, setName] = useState('');
  const create = useAction(async () => {
    await get('/_emulator/state', { headers: { 'x-emulator-account': name.trim() } });
    notify(`Created the account ${name.trim()}.`);
    onDone(name.trim());
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void create.run();
  };
  return (
    <details class="new-account">
      <summary>New account</summary>
      <form onSubmit={submit}>
        <TextField
          label="Name"
          required
          value={name}
          hint="Starts empty, or from the seed if the emulator was started with one."
          onChange={setName}
        />
        <ProblemNote problem={create.problem} />
        <div class="actions">
          <Button type="submit" busy={create.running}>
            Create account
          </Button>
        </div>
      </form>
    </details>
  );
}

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const STORED = 'vectara-emulator.theme';
const theme = signal<Theme>(THEMES.find((one) => one === localStorage.getItem(STORED)) ?? 'auto');

effect(() => {
  document.documentElement.dataset.theme = theme.value;
  localStorage.setItem(STORED, theme.value);
});

const SIGNS: Record<Theme, string> = { auto: '◐', light: '☀', dark: '☾' };

function ThemeButton() {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length]!;
  return (
    <Button
      kind="quiet"
      label={`Colours: ${theme.value}`}
      title={`Colours: ${theme.value}`}
      onClick={() => (theme.value = next)}
    >
      {SIGNS[theme.value]}
    </Button>
  );
}
