import type { ViewProps } from '../app/app.tsx';
import { linkTo } from '../app/navigation.ts';
import { LinkBar, ViewHeader } from '../parts/pieces.tsx';
import { AccountsPanel } from './accounts.tsx';
import { ApiScriptsPanel } from './api-scripts.tsx';
import { RecordingsPanel } from './recordings.tsx';
import { FaultsPanel, ScriptsPanel } from './rules.tsx';
import { StatePanel } from './state.tsx';
import { TimePanel } from './time.tsx';

const PANELS = [
  { id: 'faults', title: 'Faults', panel: FaultsPanel },
  { id: 'scripts', title: 'Scripts', panel: ScriptsPanel },
  { id: 'api-scripts', title: 'API scripts', panel: ApiScriptsPanel },
  { id: 'recordings', title: 'Recordings', panel: RecordingsPanel },
  { id: 'time', title: 'Clock and jobs', panel: TimePanel },
  { id: 'state', title: 'Seed, snapshots, reset', panel: StatePanel },
  { id: 'accounts', title: 'Accounts and journal', panel: AccountsPanel },
];

const LINKS = PANELS.map(({ id, title }) => ({ id, title, href: linkTo('controls', id) }));

/** What only an emulator can do, switched on and off. */
export function ControlsView({ path }: ViewProps) {
  const shown = PANELS.find(({ id }) => id === path[0]) ?? PANELS[0]!;
  return (
    <>
      <ViewHeader title="Controls" lead="What is switched on here always shows at the top of the page." />
      <div class="tabs">
        <LinkBar label="Controls" links={LINKS} current={shown.id} />
      </div>
      <shown.panel key={shown.id} />
    </>
  );
}
