import { useState } from 'preact/hooks';
import { at, call, get, post, remove, send } from '../api/call.ts';
import { refreshState, state, useAction, useLoaded } from '../api/hooks.ts';
import type { Snapshot } from '../api/types.ts';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { TextAreaField, TextField } from '../parts/fields.tsx';
import { bytes, count, dateAndTime } from '../parts/format.ts';
import { Button, Empty, FileButton, ProblemNote, Section, saveFile } from '../parts/pieces.tsx';

export function StatePanel() {
  return (
    <div class="columns">
      <SnapshotsSection />
      <div class="stack">
        <ResetSection />
        <SeedSection />
      </div>
    </div>
  );
}

interface SeedResult {
  created: string[];
  updated: string[];
  unchanged: number;
  kept: { entry: string; reason: string }[];
}

const EXAMPLE = `corpora:
  - key: handbook
    name: Handbook
    documents:
      - id: leave
        type: core
        document_parts:
          - text: Thirty days of leave a year.
`;

/** Fills the account from a seed; resetting goes back to it. */
function SeedSection() {
  const [text, setText] = useState('');
  const [result, setResult] = useState<SeedResult>();
  const apply = useAction(async () => {
    setResult(undefined);
    setResult(await post<SeedResult>('/_emulator/seed', new Blob([text], { type: 'application/yaml' })));
    await refreshState();
  });
  const open = async ([file]: File[]) => setText(await file!.text());
  return (
    <Section title="Seed">
      <TextAreaField
        mono
        label="YAML or JSON"
        rows={9}
        value={text}
        onChange={setText}
        placeholder={EXAMPLE}
        hint={
          <>
            For what it can contain, see{' '}
            <a href="/_emulator/seed/schema" target="_blank" rel="noopener">
              the schema
            </a>
            . Seeding twice changes nothing.
          </>
        }
      />
      <div class="actions">
        <Button kind="primary" disabled={text.trim() === ''} busy={apply.running} onClick={() => apply.run()}>
          Seed the account
        </Button>
        <FileButton label="Open a file" accept=".yaml,.yml,.json" onFiles={open} />
        <Button kind="quiet" onClick={() => setText(EXAMPLE)}>
          Insert an example
        </Button>
      </div>
      <div role="status">{result && <Outcome result={result} />}</div>
      <ProblemNote problem={apply.problem} />
    </Section>
  );
}

function Outcome({ result: { created, updated, unchanged, kept } }: { result: SeedResult }) {
  return (
    <>
      <p>
        {count(created.length, 'entry', 'entries')} created, {updated.length} updated, {unchanged} unchanged.
      </p>
      {kept.length > 0 && (
        <ul>
          {kept.map(({ entry, reason }) => (
            <li>
              <code>{entry}</code> {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const BASE = '/_emulator/snapshots';

/** What the account held, kept under names. */
function SnapshotsSection() {
  const snapshots = useLoaded(async () => (await get<{ snapshots: Snapshot[] }>(BASE)).snapshots);
  const [name, setName] = useState('');
  const exists = snapshots.value?.some((one) => one.name === name);
  const save = useAction(async () => {
    await post(BASE, { name, ...(exists && { overwrite: true }) });
    setName('');
    snapshots.reload();
  });
  const load = useAction(async (from: string) => {
    if (!(await confirmed(`Load ${from}?`, 'This replaces everything in the account.', 'Load'))) return;
    await post(`${BASE}/${at`${from}`}/load`, {});
    notify(`Loaded ${from}.`);
    await refreshState();
  });
  const drop = useAction(async (one: string) => {
    if (!(await confirmed(`Delete ${one}?`, 'This deletes the file of the snapshot.'))) return;
    await remove(`${BASE}/${at`${one}`}`);
    snapshots.reload();
  });
  const download = useAction(async (one: string) =>
    saveFile(`${one}.sqlite`, await (await send('GET', `${BASE}/${at`${one}`}/file`)).blob()),
  );
  const upload = useAction(async ([file]: File[]) => {
    const given = file!.name.replace(/\.[^.]*$/, '');
    const body = new Blob([file!], { type: 'application/vnd.sqlite3' });
    await call('PUT', `${BASE}/${at`${given}`}/file`, { body });
    notify(`Uploaded ${given} now.`);
    snapshots.reload();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void save.run();
  };
  const problem = [snapshots, save, load, drop, download, upload].find((one) => one.problem)?.problem;
  const uploadButton = <FileButton label="Upload" busy={upload.running} onFiles={upload.run} />;
  return (
    <Section title="Snapshots" actions={uploadButton}>
      <form onSubmit={submit}>
        <TextField
          label="Save this account as"
          value={name}
          onChange={setName}
          error={save.problem?.fields['body.name']}
          hint={exists ? 'This replaces the snapshot of this name.' : 'Letters, digits, "-", "_" and ".".'}
        />
        <div class="actions">
          <Button kind="primary" type="submit" disabled={name === ''} busy={save.running}>
            Save
          </Button>
        </div>
      </form>
      <ProblemNote problem={problem} />
      {snapshots.value?.length === 0 && <Empty title="No snapshots yet" />}
      <ul class="rules">
        {snapshots.value?.map((one) => (
          <li key={one.name}>
            <div class="stack">
              <strong>{one.name}</strong>
              <span class="hint">
                {dateAndTime(one.created_at)}, {bytes(one.size_bytes)}; {contents(one)}
              </span>
            </div>
            <div class="actions">
              <Button label={`Load ${one.name}`} busy={load.running} onClick={() => load.run(one.name)}>
                Load
              </Button>
              <Button kind="quiet" label={`Download ${one.name}`} onClick={() => download.run(one.name)}>
                Download
              </Button>
              <Button kind="danger" label={`Delete ${one.name}`} onClick={() => drop.run(one.name)}>
                Delete
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <p class="hint">A downloaded snapshot contains the account’s secrets.</p>
    </Section>
  );
}

const contents = ({ counts }: Snapshot): string =>
  Object.entries(counts)
    .filter(([, many]) => many > 0)
    .map(([what, many]) => `${many} ${what}`)
    .join(', ') || 'nothing';

function ResetSection() {
  const reset = useAction(async (to?: 'empty') => {
    const account = state.value?.account ?? 'the account';
    const asked = await confirmed(
      `Reset ${account}?`,
      'This deletes its corpora, LLMs, presets, keys, faults and scripts. Snapshots are kept.',
      'Reset',
    );
    if (!asked) return;
    const { reset_to } = await post<{ reset_to: string }>('/_emulator/reset', to ? { to } : {});
    notify(reset_to === 'seed' ? 'Reset to the seed.' : 'The account is empty now.');
    await refreshState();
  });
  return (
    <Section title="Reset">
      <p class="hint">Returns the account to the seed, or empties it if there is no seed.</p>
      <div class="actions">
        <Button kind="danger" busy={reset.running} onClick={() => reset.run()}>
          Reset the account
        </Button>
        <Button kind="danger" onClick={() => reset.run('empty')}>
          Reset to empty
        </Button>
      </div>
      <ProblemNote problem={reset.problem} />
    </Section>
  );
}
