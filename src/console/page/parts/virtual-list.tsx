/** A table of which only the rows in sight are in the document, so that its length costs nothing. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';

interface VirtualListProps<T> {
  label: string;
  items: readonly T[];
  /** Unique, without spaces. An item that changes keeps its key and is another object. */
  keyOf(item: T): string;
  /** Names of the columns, in the order of the cells. */
  columns: readonly string[];
  /** Elements of the role `gridcell`, one for each column. */
  cells(item: T): ComponentChildren;
  /** Of each row, in pixels. */
  rowHeight: number;
  className?: string;
  /** The key of the row that keys move; it is kept in sight. */
  active?: string | undefined;
  /** The key of the row that is open. */
  selected?: string | undefined;
  onPress(item: T): void;
}

/** Rows beyond the edges that are there already when somebody scrolls. */
const AHEAD = 8;

export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, items, keyOf, columns, cells, rowHeight, className = '', active, selected, onPress } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const { height } = useSize(frame);
  const [first, setFirst] = useState(0);
  /** Which row is on top and how far it is scrolled out: it stays there while rows come above. */
  const anchor = useRef<{ key: string; hidden: number } | undefined>(undefined);

  const look = () => {
    const { scrollTop } = frame.current!;
    const top = Math.floor(scrollTop / rowHeight);
    const item = items[top];
    anchor.current = scrollTop > 0 && item ? { key: keyOf(item), hidden: scrollTop - top * rowHeight } : undefined;
    setFirst(top);
  };
  useLayoutEffect(() => {
    if (anchor.current) {
      const { key, hidden } = anchor.current;
      const now = items.findIndex((item) => keyOf(item) === key);
      if (now >= 0) frame.current!.scrollTop = now * rowHeight + hidden;
    }
    look();
  }, [items, rowHeight]);
  useLayoutEffect(() => {
    const index = items.findIndex((item) => keyOf(item) === active);
    if (index >= 0) keepInSight(frame.current!, index * rowHeight, rowHeight, head.current!.offsetHeight);
  }, [active, rowHeight, height]);

  const start = Math.max(0, first - AHEAD);
  const inSight = items.slice(start, first + Math.ceil(height / rowHeight) + AHEAD);
  const idOf = (key: string) => `${id}-${key}`;
  const isActiveHere = active !== undefined && inSight.some((item) => keyOf(item) === active);
  return (
    <div
      ref={frame}
      class={`virtual-list ${className}`}
      role="grid"
      tabindex={0}
      aria-label={label}
      onScroll={look}
      aria-rowcount={items.length + 1}
      aria-activedescendant={isActiveHere ? idOf(active) : undefined}
    >
      <div ref={head} class="head" role="row" aria-rowindex={1}>
        {columns.map((name) => (
          <span role="columnheader" key={name}>
            {name}
          </span>
        ))}
      </div>
      <div class="rows" role="rowgroup" style={{ height: `${items.length * rowHeight}px` }}>
        {inSight.map((item, index) => {
          const key = keyOf(item);
          return (
            <Row
              key={key}
              id={idOf(key)}
              item={item}
              cells={cells}
              onPress={onPress}
              at={start + index}
              rowHeight={rowHeight}
              isActive={key === active}
              isSelected={key === selected}
            />
          );
        })}
      </div>
    </div>
  );
}

interface RowProps<T> extends Pick<VirtualListProps<T>, 'cells' | 'onPress' | 'rowHeight'> {
  id: string;
  item: T;
  at: number;
  isActive: boolean;
  isSelected: boolean;
}

function Row<T>({ id, item, cells, onPress, rowHeight, at, isActive, isSelected }: RowProps<T>) {
  const shown = useMemo(() => cells(item), [item, cells]);
  // With a key held, a link in the row leads to another tab.
  const press = ({ ctrlKey, metaKey, shiftKey }: MouseEvent) => ctrlKey || metaKey || shiftKey || onPress(item);
  return (
    <div
      id={id}
      role="row"
      class={isActive ? 'active' : ''}
      aria-rowindex={at + 2}
      aria-selected={isSelected}
      style={{ height: `${rowHeight}px`, transform: `translateY(${at * rowHeight}px)` }}
      onClick={press}
    >
      {shown}
    </div>
  );
}

function keepInSight(frame: HTMLElement, top: number, rowHeight: number, headHeight: number): void {
  const lowest = top + rowHeight + headHeight - frame.clientHeight;
  if (frame.scrollTop > top) frame.scrollTop = top;
  else if (frame.scrollTop < lowest) frame.scrollTop = lowest;
}

interface Size {
  width: number;
  height: number;
}

/** The size of what is inside an element's border, kept current; 0 × 0 until it is shown. */
export function useSize(element: { readonly current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const measured = element.current!;
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = measured;
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return size;
}
