import { useState } from 'preact/hooks';
import { html } from '../../parts/html.ts';

/** More than this, whole documents as context say, would push the other sources out of sight. */
const SHOWN = 700;

export function SourceText({ text }: { text: string }) {
  const [isWhole, setIsWhole] = useState(false);
  const isCut = text.length > SHOWN && !isWhole;
  return html`<p class="source-text">${isCut ? `${text.slice(0, SHOWN)}… ` : text}${
    isCut && html`<button type="button" class="button quiet" onClick=${() => setIsWhole(true)}>Show all of it</button>`
  }</p>`;
}
