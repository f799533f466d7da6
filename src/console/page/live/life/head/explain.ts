import { useState } from 'preact/hooks';
import { at, send } from '../../../api/call.ts';
import { useLoaded } from '../../../api/loaded.ts';
import { CopyButton } from '../../../parts/code/copy-button.ts';
import { Dialog } from '../../../parts/dialogs/dialog.ts';
import { Button } from '../../../parts/forms/button.ts';
import { html } from '../../../parts/html.ts';
import { ProblemNote } from '../../../parts/problem-note.ts';

/** The call told in sentences. */
export function Explain({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  return html`<${Button} onClick=${() => setOpen(true)}>Explain<//>
    ${isOpen && html`<${Explanation} id=${id} onClose=${() => setOpen(false)} />`}`;
}

function Explanation({ id, onClose }: { id: string; onClose(): void }) {
  const { value, problem } = useLoaded(
    async () => (await send('GET', at`/_emulator/journal/${id}/explain`)).text(),
    [id],
  );
  return html`<${Dialog} title="What happened" wide onClose=${onClose}>
    <${ProblemNote} problem=${problem} />
    ${
      value !== undefined &&
      html`<div class="explanation">${value
        .trimEnd()
        .split('\n\n')
        .map((paragraph) => html`<p>${paragraph}</p>`)}</div>
      <div class="actions"><${CopyButton} label="Copy the text" text=${value} what="explanation" /></div>`
    }
  <//>`;
}
