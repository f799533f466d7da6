import { Code } from '../../../parts/code/code.ts';
import { CopyButton } from '../../../parts/code/copy-button.ts';
import { count, milliseconds } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Section } from '../../../parts/pieces.ts';
import { Fold } from '../pieces/fold.ts';
import type { Entry } from './call-notes.ts';

/** Beyond this a text takes long to lay out. */
const LONGEST = 100_000;

/** Every note as the journal has it, so that nothing is hidden by how it is shown above. */
export function AsRecorded({ entry }: { entry: Entry }) {
  const { notes, notes_omitted = 0 } = entry;
  const copy = html`<${CopyButton} label="Copy the entry" what="entry as JSON" text=${() => JSON.stringify(entry, null, 2)} />`;
  return html`<${Section} title="As recorded" actions=${copy}>
    ${notes.length === 0 ? html`<p class="hint">Nothing was noted inside this call.</p>` : html`<p class="hint">${count(notes.length, 'note')}, in order.</p>`}
    <ol class="recorded">
      ${notes.map(
        ({
          at_ms,
          ...note
        }) => html`<li><${Fold} summary=${html`<span class="at">${milliseconds(at_ms)}</span> ${note.kind}`}>
          ${() => html`<${Recorded} of=${note} />`}
        <//></li>`,
      )}
    </ol>
    ${notes_omitted > 0 && html`<p class="hint">The journal left out ${count(notes_omitted, 'further note')}.</p>`}
  <//>`;
}

function Recorded({ of }: { of: { kind: string } }) {
  const text = JSON.stringify(of, null, 2);
  if (text.length <= LONGEST) return html`<${Code} of=${of} name="${of.kind} note" />`;
  return html`<${Code} of=${text.slice(0, LONGEST)} copy=${false} name="${of.kind} note" />
    <div class="actions"><span class="hint">The first ${LONGEST.toLocaleString('en')} of ${text.length.toLocaleString('en')} characters.</span>
    <${CopyButton} label="Copy all of it" what="note" text=${text} /></div>`;
}
