import { Dialog } from '../parts/dialogs/dialog.ts';
import { html } from '../parts/html.ts';
import { shortcuts } from './shortcuts.ts';

/** The keys that work in this view. */
export function HelpDialog({ onClose }: { onClose(): void }) {
  const byKey = new Map(shortcuts.value.map((one) => [one.key, one.does]));
  return html`<${Dialog} title="Keys" onClose=${onClose}>
    <dl class="keys">
      ${[...byKey].map(([key, does]) => html`<div><dt>${keysOf(key).map((one) => html`<kbd>${one}</kbd>`)}</dt><dd>${does}</dd></div>`)}
    </dl>
    <p class="hint">The same API serves programs: <a href="/docs" target="_blank">Vectara’s API</a>,${' '}
      <a href="/_emulator/openapi.json" target="_blank">the emulator’s own</a>.</p>
  <//>`;
}

const SHOWN: Record<string, string> = { Mod: 'Ctrl', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
const keysOf = (key: string) => key.split('+').map((one) => SHOWN[one] ?? one);
