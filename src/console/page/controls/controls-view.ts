import { linkTo } from '../app/router.ts';
import type { ViewProps } from '../app/views.ts';
import { html } from '../parts/html.ts';
import { LinkBar } from '../parts/link-bar.ts';
import { ViewHeader } from '../parts/pieces.ts';
import { RecordingsPanel } from './recordings-panel.ts';
import { FaultsPanel } from './rules/faults-panel.ts';
import { ScriptsPanel } from './rules/scripts-panel.ts';
import { TimePanel } from './time-panel.ts';
import { AccountsPanel } from './world/accounts-panel.ts';
import { StatePanel } from './world/state-panel.ts';

const PANELS = [
  { id: 'faults', title: 'Faults', panel: FaultsPanel },
  { id: 'scripts', title: 'Scripts', panel: ScriptsPanel },
  { id: 'recordings', title: 'Recordings', panel: RecordingsPanel },
  { id: 'time', title: 'Clock and jobs', panel: TimePanel },
  { id: 'state', title: 'Seed, snapshots, reset', panel: StatePanel },
  { id: 'accounts', title: 'Accounts and journal', panel: AccountsPanel },
];

const LINKS = PANELS.map(({ id, title }) => ({ id, title, href: linkTo('controls', id) }));

/** What only an emulator can do, switched on and off. */
export function ControlsView({ path }: ViewProps) {
  const shown = PANELS.find(({ id }) => id === path[0]) ?? PANELS[0]!;
  return html`
    <${ViewHeader} title="Controls" lead="What is switched on here always shows at the top of the page." />
    <div class="tabs"><${LinkBar} label="Controls" links=${LINKS} current=${shown.id} /></div>
    <${shown.panel} key=${shown.id} />
  `;
}
