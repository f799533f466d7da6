import { html } from '../../../parts/html.ts';
import { type Insertable, VARIABLES } from './variables.ts';

/** What there is to write with; choosing one inserts it at the cursor. */
export function VariableList({ onInsert }: { onInsert(text: string): void }) {
  return html`<div class="variables" role="group" aria-label="At hand">
    ${VARIABLES.map(
      ({ title, items }, index) => html`<details open=${index === 0}>
        <summary><h3>${title}</h3></summary>
        <ul>${items.map((item) => html`<${Variable} ...${item} onInsert=${onInsert} />`)}</ul>
      </details>`,
    )}
  </div>`;
}

function Variable({ code, what, insert = code, onInsert }: Insertable & { onInsert(text: string): void }) {
  return html`<li>
    <button type="button" class="mono" aria-label=${`Insert ${code}`} title="Insert at the cursor" onClick=${() => onInsert(insert)}>${code}</button>
    <span class="hint">${what}</span>
  </li>`;
}
