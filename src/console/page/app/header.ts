import { useState } from 'preact/hooks';
import { connection } from '../api/connection.ts';
import { state } from '../api/state.ts';
import { Button } from '../parts/forms/button.ts';
import { html } from '../parts/html.ts';
import { LinkBar } from '../parts/link-bar.ts';
import { ConnectionDialog } from './connection-dialog.ts';
import { linkTo } from './router.ts';
import { SwitchedOn } from './switched-on.ts';
import { ThemeButton } from './theme.ts';
import { VIEWS } from './views.ts';

const LINKS = VIEWS.map(({ id, title, key }) => ({ id, title, key, href: linkTo(id) }));

export function Header({ view, onHelp }: { view: string; onHelp(): void }) {
  const [connects, setConnects] = useState(false);
  const account = state.value?.account ?? connection.value.account;
  return html`<header class="top">
    <a class="brand" href="#/live"><img src="/console/icon.svg" alt="" width="24" height="24" />vectara-emulator</a>
    <${LinkBar} label="Views" links=${LINKS} current=${view} />
    <div class="top-end">
      <${Button} kind="quiet" label=${`Account ${account}`} title="Account and key" onClick=${() => setConnects(true)}>
        <span class="account">${account}</span>
      <//>
      <${ThemeButton} />
      <${Button} kind="quiet" label="Keys" title="Keys (?)" onClick=${onHelp}>?<//>
    </div>
    <${SwitchedOn} />
    ${connects && html`<${ConnectionDialog} onClose=${() => setConnects(false)} />`}
  </header>`;
}
