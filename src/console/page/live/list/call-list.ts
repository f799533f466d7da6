import type { RefObject } from 'preact';
import type { JournalSummary } from '../../../../journal/journal-schema.ts';
import { goTo } from '../../app/router.ts';
import { html } from '../../parts/html.ts';
import { useSize } from '../../parts/virtual-list/size.ts';
import { VirtualList } from '../../parts/virtual-list/virtual-list.ts';
import { COLUMNS, callCells } from './call-cells.ts';

/** Below this, a call takes two lines. */
const WIDE = 700;
const ONE_LINE = 34;
const TWO_LINES = 54;

export interface CallListProps {
  calls: readonly JournalSummary[];
  frame: RefObject<HTMLDivElement>;
  active: string | undefined;
  /** The id of the call that is open. */
  open: string | undefined;
  onPress(call: JournalSummary): void;
}

export const keyOf = ({ sequence }: JournalSummary): string => String(sequence);

export function CallList({ calls, frame, active, open, onPress }: CallListProps) {
  const { width } = useSize(frame);
  const isWide = width >= WIDE;
  const selected = calls.find(({ id }) => id === open);
  const press = (call: JournalSummary) => {
    onPress(call);
    goTo('live', call.id);
  };
  return html`<div ref=${frame} class="call-list">
    <${VirtualList} label="Calls" items=${calls} keyOf=${keyOf} columns=${COLUMNS} cells=${callCells} active=${active}
      selected=${selected && keyOf(selected)} rowHeight=${isWide ? ONE_LINE : TWO_LINES} className=${isWide ? 'one-line' : 'two-lines'} onPress=${press} />
  </div>`;
}
