import { useState } from 'preact/hooks';
import { count, milliseconds } from '../../../parts/format.ts';
import { Button } from '../../../parts/forms/button.ts';
import { html } from '../../../parts/html.ts';
import { Section, Segmented } from '../../../parts/pieces.ts';
import { type Entry, notesOf } from '../notes/call-notes.ts';
import { useGrowing } from '../pieces/growing.ts';
import { HitRow } from './hit-row.ts';
import { type RankedPart, type Ranking, rankingsOf } from './ranking.ts';
import { hasRest } from './shares.ts';

const FIRST = 25;
const ORDERS = [
  { value: 'ranked', label: 'As ranked' },
  { value: 'found', label: 'As found' },
] as const;
type Order = (typeof ORDERS)[number]['value'];

/** The candidates of each search, and where every reranking step moved them. */
export function Hits({ entry }: { entry: Entry }) {
  const plans = notesOf(entry, 'plan');
  const prompts = notesOf(entry, 'prompt');
  return html`${rankingsOf(entry).map((ranking, index) => {
    const { at_ms } = ranking.search;
    const plan = plans.findLast((one) => one.at_ms <= at_ms);
    const used = prompts.find((one) => one.at_ms >= at_ms)?.used.length ?? 0;
    return html`<${HitTable} key=${index} ranking=${ranking} offset=${plan?.offset ?? 0} limit=${plan?.limit ?? 0} used=${used} />`;
  })}`;
}

interface HitTableProps {
  ranking: Ranking;
  offset: number;
  limit: number;
  /** How many results the prompt holds. */
  used: number;
}

function HitTable({ ranking: { search, steps, parts }, offset, limit, used }: HitTableProps) {
  const [order, setOrder] = useState<Order>('ranked');
  const { shown, showAll } = useGrowing(parts.length, FIRST, FIRST);
  const ordered = order === 'ranked' ? parts : parts.toSorted((a, b) => foundRank(a) - foundRank(b));
  const types = steps.map(({ type }) => type);
  const best = Math.max(...search.candidates.map(({ score }) => score), 0.001);
  return html`<${Section} title="Hits" actions=${steps.length > 0 && html`<${Segmented} label="Order" value=${order} choices=${ORDERS} onChange=${setOrder} />`}>
    <p class="hint">
      ${count(search.found, 'candidate')} found in ${milliseconds(search.ms)}${steps.map(
        ({ type, given, kept, ms }) => html`; <b>${type}</b> kept ${kept} of ${given} in ${milliseconds(ms)}`,
      )}.${' '}
      <span class="legend inline"><span><i class="by-meaning"></i>by meaning</span> <span><i class="by-words"></i>by words</span>${search.candidates.some(hasRest) && html` <span><i class="by-rest"></i>by custom dimensions</span>`}</span>
    </p>
    ${
      parts.length > 0 &&
      html`<div class="table-frame" tabindex="0" role="group" aria-label="Candidates"><table class="hit-table">
      <thead><tr>
        <th scope="col">Found</th>
        ${steps.map(({ step, type, settings }) => html`<th scope="col" title=${JSON.stringify(settings)}>${step}. ${type}</th>`)}
        <th scope="col">Prompt</th><th scope="col">Part</th>
      </tr></thead>
      <tbody>${ordered.slice(0, shown).map((part) => html`<${HitRow} key=${part.key} part=${part} types=${types} best=${best} number=${numberOf(part, offset, limit)} used=${used} />`)}</tbody>
    </table></div>`
    }
    ${shown < parts.length && html`<div class="actions"><${Button} onClick=${showAll}>Show all ${parts.length}<//></div>`}
    ${search.found > search.candidates.length && html`<p class="hint">Of the candidates the journal keeps the first ${search.candidates.length}.</p>`}
  <//>`;
}

const foundRank = ({ found }: RankedPart) => found?.rank ?? Number.POSITIVE_INFINITY;

/** The number of the result in the answer to the client. */
function numberOf({ rank }: RankedPart, offset: number, limit: number): number | undefined {
  return rank === undefined || rank <= offset || rank > offset + limit ? undefined : rank - offset;
}
