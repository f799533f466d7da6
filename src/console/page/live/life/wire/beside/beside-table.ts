import { useMemo, useRef, useState } from 'preact/hooks';
import { count } from '../../../../parts/format.ts';
import { Button } from '../../../../parts/forms/button.ts';
import { html } from '../../../../parts/html.ts';
import { useGrowing } from '../../pieces/growing.ts';
import type { WireRow } from '../arrivals.ts';
import { BesideRow } from './beside-row.ts';
import type { Near } from './near.ts';

const BLOCK = 50;

export interface BesideTableProps {
  rows: WireRow[];
  /** How many upstream calls there were. */
  calls: number;
  hasChunks: boolean;
  near: Near | undefined;
  /** A row is looked at, by its group; none any more. */
  onLook(group: number | undefined): void;
}

/** Rows in blocks, so that looking at one draws few of thousands anew. The arrow keys lead from row to row. */
export function BesideTable({ rows, calls, hasChunks, near, onLook }: BesideTableProps) {
  const body = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState(0);
  const { shown, showAll, isGrowing } = useGrowing(rows.length, 2 * BLOCK, BLOCK);
  const rowOf = (target: EventTarget | null) =>
    (target as Element | null)?.closest('tr[data-row]') as HTMLElement | null;
  const look = ({ target }: Event) => {
    const row = rowOf(target);
    if (row) onLook(rows[Number(row.dataset.row)]?.group);
  };
  const move = (event: KeyboardEvent) => {
    if (rowOf(event.target) !== event.target) return;
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: shown - 1 }[event.key];
    if (to === undefined || to < 0 || to >= shown) return;
    event.preventDefault();
    body.current?.querySelector<HTMLElement>(`tr[data-row="${to}"]`)?.focus();
  };
  const focused = (event: FocusEvent) => {
    look(event);
    const row = rowOf(event.target);
    if (row) setCurrent(Number(row.dataset.row));
  };
  const starts = Array.from({ length: Math.ceil(shown / BLOCK) }, (_, index) => index * BLOCK);
  return html`
    <table ref=${body} class="beside-table ${hasChunks ? '' : 'events-only'}" onMouseOver=${look} onMouseLeave=${() => onLook(undefined)}
      onFocusIn=${focused} onFocusOut=${() => onLook(undefined)} onKeyDown=${move}>
      <caption class="sr-only">What came from upstream beside what the client was sent; arrow keys lead from row to row</caption>
      <thead><tr>${hasChunks && html`<th scope="col">Raw from upstream</th>`}<th scope="col">Sent to the client</th></tr></thead>
      ${starts.map((start) => {
        const end = Math.min(start + BLOCK, shown);
        const [first, last] = [rows[start]!.group, rows[end - 1]!.group];
        const isNear = near && near.eventGroup >= first && near.group <= last;
        return html`<${Block} key=${start} rows=${rows} start=${start} end=${end} calls=${calls} hasChunks=${hasChunks}
          near=${isNear ? near : undefined} current=${current >= start && current < end ? current : -1} />`;
      })}
    </table>
    ${
      shown < rows.length &&
      html`<div class="actions"><${Button} busy=${isGrowing} onClick=${showAll}>Show all ${count(rows.length, 'row')}<//></div>`
    }
  `;
}

interface BlockProps extends Omit<BesideTableProps, 'onLook'> {
  start: number;
  end: number;
  /** The row that the Tab key leads to, if it is in this block. */
  current: number;
}

function Block({ rows, start, end, near, current, calls, hasChunks }: BlockProps) {
  return useMemo(
    () => html`<tbody>
      ${rows.slice(start, end).map(
        (
          row,
          index,
        ) => html`<${BesideRow} key=${start + index} row=${row} index=${start + index} calls=${calls} hasChunks=${hasChunks}
        near=${near} isCurrent=${current === start + index} />`,
      )}
    </tbody>`,
    [rows, start, end, near, current, calls, hasChunks],
  );
}
