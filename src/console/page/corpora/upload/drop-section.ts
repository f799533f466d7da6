import { useRef, useState } from 'preact/hooks';
import { Button } from '../../parts/forms/button.ts';
import { JsonEditor } from '../../parts/forms/json-editor.ts';
import { html } from '../../parts/html.ts';
import { Section } from '../../parts/pieces.ts';
import { UploadRow } from './upload-row.ts';
import type { Uploads } from './uploads.ts';

/** So few files show their parts at once. */
const FEW = 3;

/** Takes files: dropped, or chosen. */
export function DropSection({ corpusKey, uploads }: { corpusKey: string; uploads: Uploads }) {
  const picker = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [metadata, setMetadata] = useState<object>({});
  const add = (files: FileList | null | undefined) => uploads.add([...(files ?? [])], metadata);
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') add(event.dataTransfer.files);
  };
  const choose = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    add(currentTarget.files);
    // So that the same file can be chosen again.
    currentTarget.value = '';
  };
  const isOver = uploads.all.some(({ state }) => state === 'done' || state === 'failed');
  return html`<${Section} title="Add files" actions=${isOver && html`<${Button} kind="quiet" onClick=${uploads.clear}>Clear the list<//>`}>
    <div class="drop ${over ? 'over' : ''}" onDragOver=${drag} onDragLeave=${drag} onDrop=${drag}>
      <p><strong>Drop files here</strong></p>
      <p class="hint">PDF, Word, PowerPoint, HTML, Markdown, e-mail, text … up to 10 MB each</p>
      <${Button} onClick=${() => picker.current?.click()}>Choose files<//>
      <input ref=${picker} type="file" multiple hidden aria-label="Files" onChange=${choose} />
    </div>
    <details>
      <summary>Metadata for them</summary>
      <${JsonEditor} label="Metadata" rows=${4} value=${metadata} onChange=${setMetadata} hint="Of every file that is added from now on." />
    </details>
    ${
      uploads.all.length > 0 &&
      html`<ul class="uploads" aria-label="Uploads">
        ${uploads.all.map((one) => html`<${UploadRow} key=${one.id} upload=${one} corpusKey=${corpusKey} open=${uploads.all.length <= FEW} />`)}
      </ul>`
    }
  <//>`;
}
