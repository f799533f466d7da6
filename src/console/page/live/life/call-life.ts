import type { JournalEntry } from '../../../../journal/journal-schema.ts';
import { at, get } from '../../api/call.ts';
import { useLoaded } from '../../api/loaded.ts';
import { Code } from '../../parts/code.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { CopyAs } from '../copy-as/copy-as.ts';

export function CallLife({ id }: { id: string }) {
  const { value, problem } = useLoaded(() => get<JournalEntry>(at`/_emulator/journal/${id}`), [id]);
  return html`<${ProblemNote} problem=${problem} />
    ${value && html`<${Section} title=${`${value.method} ${value.path}`} actions=${html`<${CopyAs} entry=${value} />`}><${Code} of=${value} name="entry" /><//>`}`;
}
