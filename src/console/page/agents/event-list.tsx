import { useCallback, useLayoutEffect, useRef } from 'preact/hooks';
import type { StoredAgentEvent } from '../api/types.ts';
import { timeOfDay } from '../parts/format.ts';
import { useCursor } from '../parts/list-cursor.ts';
import { Chip } from '../parts/pieces.tsx';
import { VirtualList } from '../parts/virtual-list.tsx';
import { lineOf } from './event-lines.ts';

interface EventListProps {
  events: readonly StoredAgentEvent[];
  /** The id of the one that is open. */
  open: string | undefined;
  onOpen(event: StoredAgentEvent): void;
}

const COLUMNS = ['Time', 'Event', 'What it holds'];
const ROW_HEIGHT = 32;
const keyOf = ({ id }: StoredAgentEvent): string => id;

/** Oldest first; only those in sight are in the document, and the newest stays in sight while nobody scrolls. */
export function EventList({ events, open, onOpen }: EventListProps) {
  const frame = useRef<HTMLDivElement>(null);
  const grid = () => frame.current!.querySelector<HTMLElement>('[role=grid]')!;
  const isAtEnd = useRef(true);
  const cursor = useCursor({
    items: events,
    keyOf,
    what: 'event',
    onOpen,
    onMove: () => grid().focus({ preventScroll: true }),
  });
  const look = () => {
    const { scrollHeight, scrollTop, clientHeight } = grid();
    isAtEnd.current = scrollHeight - scrollTop - clientHeight < 2 * ROW_HEIGHT;
  };
  useLayoutEffect(() => {
    if (isAtEnd.current && open === undefined) grid().scrollTop = grid().scrollHeight;
  }, [events, open]);
  const press = (event: StoredAgentEvent) => {
    cursor.put(event);
    onOpen(event);
  };
  const cells = useCallback((event: StoredAgentEvent) => <Cells event={event} />, []);
  return (
    <div ref={frame} class="event-list" onScrollCapture={look}>
      <VirtualList
        label="Events"
        items={events}
        keyOf={keyOf}
        columns={COLUMNS}
        cells={cells}
        rowHeight={ROW_HEIGHT}
        active={cursor.active}
        selected={open}
        onPress={press}
      />
    </div>
  );
}

function Cells({ event }: { event: StoredAgentEvent }) {
  const { kind, tone, text } = lineOf(event);
  return (
    <>
      <span role="gridcell" class="time">
        {timeOfDay(event.created_at)}
      </span>
      <span role="gridcell">
        <Chip tone={tone}>{kind}</Chip>
      </span>
      <span role="gridcell" class="text">
        {text}
      </span>
    </>
  );
}
