import { html } from '../parts/html.ts';
import { ClockSection } from './time/clock-section.ts';
import { JobsSection } from './time/jobs-section.ts';

export function TimePanel() {
  return html`<div class="columns"><${ClockSection} /><${JobsSection} /></div>`;
}
