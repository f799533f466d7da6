import { notify } from '../dialogs/notices.ts';
import { Button } from '../forms/button.ts';
import { html } from '../html.ts';

/** Copies what `text` gives when it is pressed. */
export function CopyButton({
  text,
  label = 'Copy',
  what = 'text',
}: {
  text: string | (() => string);
  label?: string;
  what?: string;
}) {
  const copy = async () => {
    const copied = typeof text === 'function' ? text() : text;
    await navigator.clipboard.writeText(copied).then(
      () => notify(`Copied the ${what}.`),
      () => notify('The browser did not let the page copy.'),
    );
  };
  return html`<${Button} kind="quiet" onClick=${copy}>${label}<//>`;
}
