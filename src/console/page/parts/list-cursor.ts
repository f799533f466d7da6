/** Which item of a list the keys are at, and the keys that move it. */
import { useState } from 'preact/hooks';
import { useShortcut } from '../app/navigation.ts';

interface CursorOptions<T> {
  items: readonly T[];
  keyOf(item: T): string;
  /** What one of them is called: `call`. */
  what: string;
  onOpen(item: T): void;
  /** Called after each step. */
  onMove(): void;
}

interface Cursor<T> {
  /** The key of its row. */
  active: string | undefined;
  put(item: T): void;
}

export function useCursor<T>({ items, keyOf, what, onOpen, onMove }: CursorOptions<T>): Cursor<T> {
  const [active, setActive] = useState<string>();
  const put = (item: T) => setActive(keyOf(item));
  const move = (by: number) => {
    const at = items.findIndex((item) => keyOf(item) === active);
    const next = items[at < 0 ? 0 : Math.min(Math.max(at + by, 0), items.length - 1)];
    if (!next) return;
    put(next);
    onMove();
  };
  useShortcut('j', `Next ${what}`, () => move(1));
  useShortcut('k', `Previous ${what}`, () => move(-1));
  useShortcut('ArrowDown', `Next ${what}`, () => move(1), isInList);
  useShortcut('ArrowUp', `Previous ${what}`, () => move(-1), isInList);
  useShortcut(
    'Enter',
    `Open ${what}`,
    () => {
      const item = items.find((one) => keyOf(one) === active);
      if (item) onOpen(item);
    },
    isInList,
  );
  return { active, put };
}

/** In the list, or nowhere in particular. */
const isInList = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target === document.body || target.id === 'main' || target.role === 'grid');
