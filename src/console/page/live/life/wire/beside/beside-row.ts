import { Code } from '../../../../parts/code/code.ts';
import { count, milliseconds } from '../../../../parts/format.ts';
import { html } from '../../../../parts/html.ts';
import { Chip } from '../../../../parts/pieces.ts';
import { Fold } from '../../pieces/fold.ts';
import { LongText } from '../../pieces/long-text.ts';
import type { Chunk, SentEvent, WireRow } from '../arrivals.ts';
import { dataLine } from '../event-text.ts';
import type { Near } from './near.ts';

const LONGEST_LINE = 160;

export interface BesideRowProps {
  row: WireRow;
  index: number;
  calls: number;
  hasChunks: boolean;
  near: Near | undefined;
  isCurrent: boolean;
}

export function BesideRow({ row, index, calls, hasChunks, near, isCurrent }: BesideRowProps) {
  const { group, chunk, chunkGap, event, eventGap } = row;
  const isChunkNear = near !== undefined && chunk !== undefined && group === near.group;
  const isEventNear = near !== undefined && event !== undefined && group === near.eventGroup;
  return html`<tr data-row=${index} tabindex=${isCurrent ? 0 : -1}>
    ${hasChunks && html`<td class=${isChunkNear ? 'near' : ''}>${chunk && html`<${ChunkCell} of=${chunk} gap=${chunkGap} calls=${calls} />`}</td>`}
    <td class=${isEventNear ? 'near' : ''}>${event && html`<${EventCell} of=${event} gap=${eventGap} />`}</td>
  </tr>`;
}

function Time({ at, gap }: { at: number; gap: number | undefined }) {
  return html`<span class="at">${milliseconds(at)}${gap !== undefined && html` <span class="gap">+${gap < 10 ? gap.toFixed(1) : Math.round(gap)}</span>`}</span>`;
}

function ChunkCell({
  of: { at, text, call, merged },
  gap,
  calls,
}: {
  of: Chunk;
  gap: number | undefined;
  calls: number;
}) {
  return html`<div class="arrival"><${Time} at=${at} gap=${gap} /><div>
    ${calls > 1 && html`<${Chip} title="Of the upstream requests">${call + 1}<//> `}
    ${merged !== undefined && html`<${Chip} tone="warn" title="A secret lay across them">${count(merged, 'chunk')} together<//> `}
    <code class="raw"><${LongText} text=${text.replace(/\n+$/, '')} /></code>
  </div></div>`;
}

function EventCell({ of: { at_ms, event, data, said }, gap }: { of: SentEvent; gap: number | undefined }) {
  const line = said ?? dataLine(data);
  const isLong = line.length > LONGEST_LINE;
  const kind = event === 'error' ? 'bad' : said === undefined ? '' : 'says';
  return html`<div class="arrival"><${Time} at=${at_ms} gap=${gap} /><div>
    <span class="event-name ${kind}">${event}</span>${' '}
    <code class=${said === undefined ? 'raw' : 'raw said'}>${isLong ? `${line.slice(0, LONGEST_LINE)}…` : line}</code>
    ${isLong && html`<${Fold} summary="All of it">${() => html`<${Code} of=${data} name="event" />`}<//>`}
  </div></div>`;
}
