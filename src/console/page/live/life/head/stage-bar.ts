import { milliseconds } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import type { Entry } from '../notes/call-notes.ts';

const KNOWN = ['auth', 'search', 'rerank', 'render', 'generation', 'consistency'];

/** The class that colours a stage. */
export const stageClass = (name: string) => `stage-${KNOWN.includes(name) ? name : 'other'}`;

/** How the time of a call is made up. */
export function StageBar({ entry: { stages, duration_ms } }: { entry: Entry }) {
  const known = stages.reduce((sum, { ms }) => sum + ms, 0);
  const rest = Math.max(0, duration_ms - known);
  const shown = [...stages, ...(rest > 0 ? [{ name: 'everything else', ms: rest }] : [])];
  const whole = Math.max(duration_ms, known) || 1;
  return html`<figure class="stage-bar" aria-label="Time by stage">
    <div class="bar" aria-hidden="true">
      ${shown.map(({ name, ms }) => html`<i class=${stageClass(name)} style=${{ flexGrow: ms / whole }} title="${name} ${milliseconds(ms)}"></i>`)}
    </div>
    <ul class="legend">
      ${shown.map(
        ({ name, ms }) =>
          html`<li><i class=${stageClass(name)}></i>${name} <b>${milliseconds(ms)}</b> <span class="soft">${percent(ms / whole)}</span></li>`,
      )}
    </ul>
  </figure>`;
}

const percent = (share: number) => (share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`);
