import { state as emulator } from '../../api/state.ts';
import { linkTo } from '../../app/router.ts';
import { bytes, count } from '../../parts/format.ts';
import { html } from '../../parts/html.ts';
import { Chip, type Tone } from '../../parts/pieces.ts';
import { ProblemNote } from '../../parts/problem-note.ts';
import type { Upload } from './uploads.ts';

const FIRST_PARTS = 5;

const STATES: Record<Upload['state'], [text: string, tone: Tone]> = {
  waiting: ['waiting', 'plain'],
  sending: ['being read', 'info'],
  done: ['indexed', 'good'],
  failed: ['refused', 'bad'],
};

/** Of a document that searches find later. */
const STORED: [text: string, tone: Tone] = ['stored, not indexed yet', 'warn'];

const isIndexingLate = () => (emulator.value?.jobs.indexing.mode ?? 'instant') !== 'instant';

/** One file, and what became of it. */
export function UploadRow({ upload, corpusKey, open }: { upload: Upload; corpusKey: string; open: boolean }) {
  const { name, size, state, problem, document } = upload;
  const [text, tone] = state === 'done' && isIndexingLate() ? STORED : STATES[state];
  const parts = document?.parts ?? [];
  return html`<li>
    <p class="file">
      <strong>${document ? html`<a href=${linkTo('corpora', corpusKey, document.id)}>${name}</a>` : name}</strong>
      <span class="hint">${bytes(size)}</span>
      <span role="status"><${Chip} tone=${tone}>${text}<//></span>
      ${state === 'sending' && html`<progress aria-label=${`Reading ${name}`}></progress>`}
    </p>
    <${ProblemNote} problem=${problem} />
    ${
      document &&
      html`<details open=${open}>
        <summary>${count(parts.length, 'part')}</summary>
        <ol class="parts">${parts.slice(0, FIRST_PARTS).map((part) => html`<li>${part.text}</li>`)}</ol>
        ${parts.length > FIRST_PARTS && html`<p class="hint">… and ${parts.length - FIRST_PARTS} more</p>`}
      </details>`
    }
  </li>`;
}
