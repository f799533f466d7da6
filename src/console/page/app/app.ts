import { useEffect, useState } from 'preact/hooks';
import { connection } from '../api/connection.ts';
import { useFreshState } from '../api/state.ts';
import { ConfirmDialog } from '../parts/dialogs/confirm.ts';
import { Notices } from '../parts/dialogs/notices.ts';
import { html } from '../parts/html.ts';
import { Header } from './header.ts';
import { HelpDialog } from './help-dialog.ts';
import { LoadedView } from './loaded-view.ts';
import { goTo, place } from './router.ts';
import { listenForShortcuts, useShortcut } from './shortcuts.ts';
import { VIEWS } from './views.ts';

export function App() {
  const [helps, setHelps] = useState(false);
  useFreshState();
  useEffect(listenForShortcuts, []);
  for (const { id, title, key } of VIEWS) useShortcut(key, title, () => goTo(id));
  useShortcut('?', 'Show the keys', () => setHelps(true));

  const { view: asked, path } = place.value;
  const view = VIEWS.find(({ id }) => id === asked) ?? VIEWS[0]!;
  useEffect(() => {
    document.title = `${view.title} · vectara-emulator`;
  }, [view]);
  // Another account is another world: nothing on the page is kept.
  const { account, apiKey } = connection.value;
  return html`
    <a class="skip" href="#main" onClick=${skipToMain}>Skip to the view</a>
    <${Header} view=${view.id} onHelp=${() => setHelps(true)} />
    <main id="main" tabindex="-1" class="view-${view.id}">
      <${LoadedView} key=${`${view.id} ${account} ${apiKey}`} view=${view} path=${path} />
    </main>
    ${helps && html`<${HelpDialog} onClose=${() => setHelps(false)} />`}
    <${ConfirmDialog} />
    <${Notices} />
  `;
}

/** Without a change of the address, which says what view is shown. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
