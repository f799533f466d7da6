import { useState } from 'preact/hooks';
import { count } from '../../../parts/format.ts';
import { Button } from '../../../parts/forms/button.ts';
import { html } from '../../../parts/html.ts';

/** The beginning of a text, and the rest of it on demand. */
export function LongText({ text, most = 400 }: { text: string; most?: number }) {
  const [isWhole, setWhole] = useState(false);
  if (isWhole || text.length <= most) return html`<span class="verbatim">${text}</span>`;
  const rest = count(text.length - most, 'more character');
  return html`<span class="verbatim">${text.slice(0, most)}…</span> <${Button} kind="quiet" onClick=${() => setWhole(true)}>${rest}<//>`;
}
