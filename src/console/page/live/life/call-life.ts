import { useMemo } from 'preact/hooks';
import { html } from '../../parts/html.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import { useCall } from './follow-call.ts';
import type { Entry } from './notes/call-notes.ts';
import { partsOfLife } from './parts-of-life.ts';
import { InTurn } from './pieces/in-turn.ts';

/** The life of one call, from what came to what it cost. */
export function CallLife({ id }: { id: string }) {
  const { entry, problem } = useCall(id);
  return html`<div class="life" aria-busy=${!entry && !problem}>
    <${ProblemNote} problem=${problem} title="This call cannot be shown" />
    ${entry && html`<${Life} key=${entry.id} entry=${entry} />`}
  </div>`;
}

function Life({ entry }: { entry: Entry }) {
  const parts = useMemo(() => partsOfLife(entry), [entry]);
  return html`<${InTurn} parts=${parts} />`;
}
