import { useEffect, useState } from 'preact/hooks';
import type { JournalSummary } from '../../../../journal/journal-schema.ts';
import { remove } from '../../api/call.ts';
import { type Following, followCalls } from './follow-calls.ts';
import { useVisible } from './visible.ts';

export interface Calls {
  /** Newest first; undefined until they are known. */
  calls: readonly JournalSummary[] | undefined;
  following: Following;
  isPaused: boolean;
  /** How many have come since it was paused. */
  missed: number;
  pause(): void;
  resume(): void;
  /** Forgets the calls that are over. */
  clear(): Promise<void>;
}

/** The calls of the account, kept current while the component is shown. */
export function useCalls(): Calls {
  const [current, setCurrent] = useState<readonly JournalSummary[]>();
  const [following, setFollowing] = useState<Following>({ state: 'connecting' });
  const [held, setHeld] = useState<readonly JournalSummary[]>();
  /** Begins anew when it changes. */
  const [turn, setTurn] = useState(0);
  const visible = useVisible();
  useEffect(() => {
    if (!visible) return undefined;
    const ending = new AbortController();
    void followCalls({ onCalls: setCurrent, onFollowing: setFollowing }, ending.signal);
    return () => ending.abort();
  }, [visible, turn]);

  const newest = held?.[0]?.sequence ?? 0;
  return {
    calls: held ?? current,
    following,
    isPaused: held !== undefined,
    missed: held && current ? current.filter(({ sequence }) => sequence > newest).length : 0,
    pause: () => setHeld(current ?? []),
    resume: () => setHeld(undefined),
    async clear() {
      await remove('/_emulator/journal', { aside: true });
      setHeld(undefined);
      setTurn((before) => before + 1);
    },
  };
}
