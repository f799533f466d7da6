import { at, get, post, put, remove, send } from '../api/call.ts';
import { refreshState, useAction, useLoaded } from '../api/hooks.ts';
import type { RecordingSummary } from '../api/types.ts';
import { confirmed, notify } from '../parts/dialogs.tsx';
import { SelectField } from '../parts/fields.tsx';
import { count, dateAndTime } from '../parts/format.ts';
import { Button, Chip, Empty, FileButton, ProblemNote, Section, saveFile } from '../parts/pieces.tsx';

interface Settings {
  mode: 'off' | 'record' | 'replay' | 'record-missing';
  timing: 'instant' | 'recorded';
}

const MODES: { value: Settings['mode']; label: string }[] = [
  { value: 'off', label: 'Off: call upstreams' },
  { value: 'record', label: 'Record: call upstreams and keep their answers' },
  { value: 'replay', label: 'Replay: answer from recordings, never connect' },
  { value: 'record-missing', label: 'Record missing: answer from recordings, record the rest' },
];
const TIMINGS: { value: Settings['timing']; label: string }[] = [
  { value: 'instant', label: 'Immediately' },
  { value: 'recorded', label: 'With the recorded timing' },
];
const BASE = '/_emulator/recordings';

/** Answers of upstreams, kept and played again; of all accounts. */
export function RecordingsPanel() {
  const settings = useLoaded(() => get<Settings>(`${BASE}/mode`));
  const recordings = useLoaded(async () => (await get<{ recordings: RecordingSummary[] }>(BASE)).recordings);
  const change = useAction(async (changes: Partial<Settings>) => {
    await put(`${BASE}/mode`, { mode: settings.value!.mode, ...changes });
    settings.reload();
    await refreshState();
  });
  const drop = useAction(async (id: string) => {
    await remove(`${BASE}/${at`${id}`}`);
    recordings.reload();
  });
  const clear = useAction(async () => {
    if (
      !(await confirmed(
        'Delete all recordings?',
        'Their files are deleted too, and replaying has nothing to answer from.',
      ))
    )
      return;
    await remove(BASE);
    recordings.reload();
  });
  const download = useAction(async () =>
    saveFile('recordings.json', await (await send('GET', `${BASE}/export`)).blob()),
  );
  const upload = useAction(async ([file]: File[]) => {
    const { imported } = await post<{ imported: number }>(`${BASE}/import`, JSON.parse(await file!.text()));
    notify(`Imported ${count(imported, 'recording')}.`);
    recordings.reload();
  });
  const problem = [settings, recordings, change, drop, clear, download, upload].find((one) => one.problem)?.problem;
  const kept = recordings.value ?? [];
  const actions = (
    <>
      <Button kind="quiet" onClick={recordings.reload}>
        Refresh
      </Button>
      <FileButton label="Import" accept=".json,application/json" busy={upload.running} onFiles={upload.run} />
      {kept.length > 0 && (
        <>
          <Button onClick={download.run}>Export</Button>
          <Button kind="danger" onClick={clear.run}>
            Delete all
          </Button>
        </>
      )}
    </>
  );
  return (
    <>
      <Section title="Upstream calls">
        <div class="field-row">
          <SelectField
            label="Mode"
            options={MODES}
            value={settings.value?.mode ?? 'off'}
            disabled={!settings.value}
            onChange={(mode) => change.run({ mode })}
          />
          <SelectField
            label="Replayed answers arrive"
            options={TIMINGS}
            value={settings.value?.timing ?? 'instant'}
            disabled={!settings.value}
            onChange={(timing) => change.run({ timing })}
          />
        </div>
        <ProblemNote problem={problem} />
      </Section>
      <Section title="Recordings" actions={actions}>
        {recordings.value && kept.length === 0 && (
          <Empty title="No recordings yet">
            <p>Switch to Record and ask a registered LLM something.</p>
          </Empty>
        )}
        {kept.length > 0 && (
          <div class="table-frame">
            <Table recordings={kept} onDelete={drop.run} />
          </div>
        )}
      </Section>
    </>
  );
}

function Table({ recordings, onDelete }: { recordings: RecordingSummary[]; onDelete(id: string): void }) {
  return (
    <table>
      <thead>
        <tr>
          <th>Prompt</th>
          <th>Model</th>
          <th>Status</th>
          <th class="number">Chunks</th>
          <th>Recorded</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {recordings.map(({ id, prompt, model, dialect, status, chunks, recorded_at }) => (
          <tr key={id}>
            <td>{prompt}</td>
            <td>
              <code>{model}</code>
              <br />
              <span class="hint">{dialect}</span>
            </td>
            <td>
              <Chip tone={status < 400 ? 'good' : 'bad'}>{status}</Chip>
            </td>
            <td class="number">{chunks}</td>
            <td>{recorded_at && dateAndTime(recorded_at)}</td>
            <td>
              <Button kind="danger" label={`Delete recording ${id}`} onClick={() => onDelete(id)}>
                Delete
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
