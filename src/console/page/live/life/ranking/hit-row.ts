import { linkTo } from '../../../app/router.ts';
import { score } from '../../../parts/format.ts';
import { html } from '../../../parts/html.ts';
import { Chip } from '../../../parts/pieces.ts';
import type { RankedPart } from './ranking.ts';
import { Shares } from './shares.ts';

export interface HitRowProps {
  part: RankedPart;
  /** Of the reranking steps. */
  types: string[];
  /** The highest score of the search. */
  best: number;
  /** Of the result in the answer; undefined for one that is not in it. */
  number: number | undefined;
  /** How many results the prompt holds. */
  used: number;
}

export function HitRow({ part: { corpus, document, found, steps, rank }, types, best, number, used }: HitRowProps) {
  return html`<tr class=${rank === undefined ? 'dropped' : ''}>
    <td data-label="found">${found ? html`<${Shares} of=${found} best=${best} />` : '—'}</td>
    ${steps.map((step, index) => html`<td data-label=${types[index]}><${Movement} of=${step} /></td>`)}
    <td data-label="prompt">${number !== undefined && number <= used ? html`<${Chip} tone="info" title=${`Result ${number} of the prompt`}>[${number}]<//>` : html`<span class="soft">${number === undefined ? '—' : `result ${number}`}</span>`}</td>
    <td class="hit-text">
      <a href=${linkTo('corpora', corpus)}>${corpus}</a> / <a href=${linkTo('corpora', corpus, document)}><b>${document}</b></a>${found && html` <span class="soft">part ${found.part}</span>`}
      <p>${found?.text}</p>
    </td>
  </tr>`;
}

/** Where a reranking step moved a part. */
function Movement({ of: step }: { of: RankedPart['steps'][number] }) {
  if (!step) return html`<span class="soft">—</span>`;
  const { before, after } = step;
  if (!after)
    return html`<${Chip} tone="bad" title=${`It was at rank ${before.rank} with ${score(before.score)}`}>dropped<//>`;
  const up = before.rank - after.rank;
  const [arrow, word, tone] = up > 0 ? ['▲', 'up', 'up'] : up < 0 ? ['▼', 'down', 'down'] : ['=', 'stays', 'same'];
  return html`<div class="movement">
    <span class="ranks">${before.rank} → <b>${after.rank}</b></span>
    <span class="moved ${tone}"><span aria-hidden="true">${arrow}${up === 0 ? '' : Math.abs(up)}</span><span class="sr-only">${up === 0 ? word : `${word} ${Math.abs(up)}`}</span></span>
    <span class="soft score">${score(before.score)} → ${score(after.score)}</span>
  </div>`;
}
