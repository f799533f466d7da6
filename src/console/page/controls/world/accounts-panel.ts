import { html } from '../../parts/html.ts';
import { AccountsSection } from './accounts-section.ts';
import { JournalSection } from './journal-section.ts';

export function AccountsPanel() {
  return html`<div class="columns"><${AccountsSection} /><${JournalSection} /></div>`;
}
