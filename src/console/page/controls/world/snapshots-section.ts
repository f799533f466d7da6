import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { Snapshot as SnapshotSchema } from '../../../../control/state/snapshots-schema.ts';
import { useAction } from '../../api/action.ts';
import { at, call, get, post, remove, send } from '../../api/call.ts';
import { useLoaded } from '../../api/loaded.ts';
import { refreshState } from '../../api/state.ts';
import { confirmed } from '../../parts/dialogs/confirm.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { bytes, dateAndTime } from '../../parts/format.ts';
import { Button } from '../../parts/forms/button.ts';
import { TextField } from '../../parts/forms/field.ts';
import { FileButton, saveFile } from '../../parts/forms/files.ts';
import { html } from '../../parts/html.ts';
import { Empty, Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

type Snapshot = Static<typeof SnapshotSchema>;

const BASE = '/_emulator/snapshots';

/** What the account held, kept under names. */
export function SnapshotsSection() {
  const snapshots = useLoaded(async () => (await get<{ snapshots: Snapshot[] }>(BASE)).snapshots);
  const [name, setName] = useState('');
  const exists = snapshots.value?.some((one) => one.name === name);
  const save = useAction(async () => {
    await post(BASE, { name, ...(exists && { overwrite: true }) });
    setName('');
    snapshots.reload();
  });
  const load = useAction(async (from: string) => {
    if (!(await confirmed(`Load ${from}?`, 'It replaces all that the account holds now.', 'Load'))) return;
    await post(`${BASE}/${at`${from}`}/load`, {});
    notify(`Loaded ${from}.`);
    await refreshState();
  });
  const drop = useAction(async (one: string) => {
    if (!(await confirmed(`Delete ${one}?`, 'A snapshot is one file; it is deleted.'))) return;
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
    notify(`Keeps ${given} now.`);
    snapshots.reload();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void save.run();
  };
  const problem = [snapshots, save, load, drop, download, upload].find((one) => one.problem)?.problem;
  const uploadButton = html`<${FileButton} label="Upload" busy=${upload.running} onFiles=${upload.run} />`;
  return html`<${Section} title="Snapshots" actions=${uploadButton}>
    <form onSubmit=${submit}>
      <${TextField} label="Keep what the account holds as" value=${name} onChange=${setName} error=${save.problem?.fields['body.name']}
        hint=${exists ? 'There is one of this name; it is replaced.' : 'Letters, digits, "-", "_" and ".".'} />
      <div class="actions"><${Button} kind="primary" type="submit" disabled=${name === ''} busy=${save.running}>Save<//></div>
    </form>
    <${ProblemNote} problem=${problem} />
    ${snapshots.value?.length === 0 && html`<${Empty} title="None yet" />`}
    <ul class="rules">
      ${snapshots.value?.map(
        (one) => html`<li key=${one.name}>
          <div class="stack">
            <strong>${one.name}</strong>
            <span class="hint">${dateAndTime(one.created_at)}, ${bytes(one.size_bytes)}; ${contents(one)}</span>
          </div>
          <div class="actions">
            <${Button} label=${`Load ${one.name}`} busy=${load.running} onClick=${() => load.run(one.name)}>Load<//>
            <${Button} kind="quiet" label=${`Download ${one.name}`} onClick=${() => download.run(one.name)}>Download<//>
            <${Button} kind="quiet" label=${`Delete ${one.name}`} onClick=${() => drop.run(one.name)}>Delete<//>
          </div>
        </li>`,
      )}
    </ul>
    <p class="hint">A downloaded snapshot holds the account’s secrets.</p>
  <//>`;
}

const contents = ({ counts }: Snapshot): string =>
  Object.entries(counts)
    .filter(([, many]) => many > 0)
    .map(([what, many]) => `${many} ${what}`)
    .join(', ') || 'nothing';
