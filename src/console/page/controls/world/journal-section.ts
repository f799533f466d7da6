import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../../api/action.ts';
import { get, put, remove } from '../../api/call.ts';
import { useLoaded } from '../../api/loaded.ts';
import { refreshState } from '../../api/state.ts';
import { confirmed } from '../../parts/dialogs/confirm.ts';
import { notify } from '../../parts/dialogs/notices.ts';
import { Button } from '../../parts/forms/button.ts';
import { CheckField, TextField } from '../../parts/forms/field.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';

interface Settings {
  enabled: boolean;
  max_entries: number;
  max_bytes: number;
}

const PATH = '/_emulator/journal';
const LIMITS = [
  { name: 'max_entries', label: 'Calls kept of this account' },
  { name: 'max_bytes', label: 'Bytes, of all accounts' },
] as const;

/** What Live shows from. */
export function JournalSection() {
  const settings = useLoaded(() => get<Settings>(`${PATH}/settings`));
  const [draft, setDraft] = useState<Record<string, string>>({});
  useEffect(() => setDraft({}), [settings.value]);
  const change = useAction(async (changes: Partial<Settings>) => {
    await put(`${PATH}/settings`, changes);
    settings.reload();
    await refreshState();
  });
  const clear = useAction(async () => {
    if (!(await confirmed('Forget all calls?', 'Live is empty afterwards.', 'Forget'))) return;
    await remove(PATH);
    notify('The journal is empty.');
  });
  const save = (event: Event) => {
    event.preventDefault();
    void change.run(Object.fromEntries(Object.entries(draft).map(([name, text]) => [name, Number(text)])));
  };
  return html`<${Section} title="Journal">
    <${CheckField} label="Keep calls" value=${settings.value?.enabled ?? true} disabled=${!settings.value}
      onChange=${(enabled: boolean) => change.run({ enabled })} />
    <form onSubmit=${save}>
      <div class="field-row">
        ${LIMITS.map(
          ({ name, label }) => html`<${TextField} type="number" label=${label} required
            value=${draft[name] ?? String(settings.value?.[name] ?? '')} error=${change.problem?.fields[`body.${name}`]}
            onChange=${(text: string) => setDraft({ ...draft, [name]: text })} />`,
        )}
      </div>
      <div class="actions">
        <${Button} type="submit" disabled=${Object.keys(draft).length === 0}>Save<//>
        <${Button} kind="quiet" onClick=${clear.run}>Forget all calls<//>
      </div>
    </form>
    <${ProblemNote} problem=${settings.problem ?? change.problem ?? clear.problem} />
  <//>`;
}
