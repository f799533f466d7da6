import { Button } from '../../../parts/forms/button.ts';
import { html } from '../../../parts/html.ts';

/** Leads to the parts of the call below, by their titles. */
export function Jumps({ to: titles }: { to: string[] }) {
  const jumpTo = (title: string) => (event: MouseEvent) => {
    const life = (event.currentTarget as Element).closest<HTMLElement>('.life');
    if (life) jump(life, titles, title);
  };
  return html`<nav class="jumps" aria-label="Parts of the call">
    ${titles.map((title) => html`<${Button} kind="quiet" onClick=${jumpTo(title)}>${title}<//>`)}
  </nav>`;
}

let waiting: MutationObserver | undefined;

/** Goes there once all parts are shown, which takes a moment: before, there may be nothing to scroll to. */
function jump(life: HTMLElement, titles: string[], title: string): void {
  waiting?.disconnect();
  const partOf = (name: string) =>
    [...life.querySelectorAll<HTMLElement>('.section')].find((one) => one.getAttribute('aria-label') === name);
  const tryIt = () => {
    const part = titles.every(partOf) ? partOf(title) : undefined;
    if (!part) return false;
    // The address says which call is shown, so the parts have none of their own.
    part.tabIndex = -1;
    part.focus();
    part.scrollIntoView({ block: 'start' });
    return true;
  };
  if (tryIt()) return;
  const observer = new MutationObserver(() => tryIt() && observer.disconnect());
  observer.observe(life, { childList: true, subtree: true });
  waiting = observer;
}
