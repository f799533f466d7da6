/** Short news at the edge of the page: saved, copied, deleted. */
import { signal } from '@preact/signals';
import { html } from '../html.ts';

interface Notice {
  id: number;
  text: string;
}

const SHOWN_MS = 4000;
const notices = signal<Notice[]>([]);
let last = 0;

export function notify(text: string): void {
  const id = ++last;
  notices.value = [...notices.value, { id, text }];
  setTimeout(() => {
    notices.value = notices.value.filter((one) => one.id !== id);
  }, SHOWN_MS);
}

export function Notices() {
  return html`<div class="notices" role="status" aria-live="polite">
    ${notices.value.map(({ id, text }) => html`<p key=${id}>${text}</p>`)}
  </div>`;
}
