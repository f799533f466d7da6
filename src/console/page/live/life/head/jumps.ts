import { Button } from '../../../parts/forms/button.ts';
import { html } from '../../../parts/html.ts';

/** Leads to the parts of the call below, by their titles. */
export function Jumps({ to: titles }: { to: string[] }) {
  return html`<nav class="jumps" aria-label="Parts of the call">
    ${titles.map((title) => html`<${Button} kind="quiet" onClick=${({ currentTarget }: MouseEvent) => jump(currentTarget as Element, title)}>${title}<//>`)}
  </nav>`;
}

/** The address says which call is shown, so the parts have none of their own. */
function jump(from: Element, title: string): void {
  const parts = from.closest('.life')?.querySelectorAll<HTMLElement>('.section') ?? [];
  const part = [...parts].find((one) => one.getAttribute('aria-label') === title);
  if (!part) return;
  part.tabIndex = -1;
  part.focus();
  part.scrollIntoView({ block: 'start' });
}
