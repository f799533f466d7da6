/** Which call the keys are at, and the keys that move it. */
import { useState } from 'preact/hooks';
import type { JournalSummary } from '../../../../journal/journal-schema.ts';
import { goTo } from '../../app/router.ts';
import { useShortcut } from '../../app/shortcuts.ts';
import { keyOf } from './call-list.ts';

export interface Cursor {
  /** The key of its row. */
  active: string | undefined;
  put(call: JournalSummary): void;
}

/** `onMove` is called after each step. */
export function useCursor(calls: readonly JournalSummary[], onMove: () => void): Cursor {
  const [active, setActive] = useState<string>();
  const put = (call: JournalSummary) => setActive(keyOf(call));
  const move = (by: number) => {
    const at = calls.findIndex((call) => keyOf(call) === active);
    const next = calls[at < 0 ? 0 : Math.min(Math.max(at + by, 0), calls.length - 1)];
    if (!next) return;
    put(next);
    onMove();
  };
  useShortcut('j', 'Next call', () => move(1));
  useShortcut('k', 'Previous call', () => move(-1));
  useShortcut('ArrowDown', 'Next call', () => move(1), isInList);
  useShortcut('ArrowUp', 'Previous call', () => move(-1), isInList);
  useShortcut(
    'Enter',
    'Open the call',
    () => {
      const call = calls.find((one) => keyOf(one) === active);
      if (call) goTo('live', call.id);
    },
    isInList,
  );
  return { active, put };
}

/** In the list, or nowhere in particular. */
const isInList = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target === document.body || target.id === 'main' || target.role === 'grid');
