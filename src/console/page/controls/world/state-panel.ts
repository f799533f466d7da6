import { html } from '../../parts/html.ts';
import { ResetSection } from './reset-section.ts';
import { SeedSection } from './seed-section.ts';
import { SnapshotsSection } from './snapshots-section.ts';

export function StatePanel() {
  return html`<div class="columns"><${SnapshotsSection} /><div class="stack"><${ResetSection} /><${SeedSection} /></div></div>`;
}
