import { useEffect, useState } from 'preact/hooks';
import { get, remove, stream } from '../api/call.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { JournalSummary } from '../api/types.ts';

export interface Calls {
  /** Newest first; undefined until they are known. */
  calls: readonly JournalSummary[] | undefined;
  /** How many calls the journal does not keep, or not any more. */
  forgotten: number;
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
  const [forgotten, setForgotten] = useState(0);
  const [following, setFollowing] = useState<Following>({ state: 'connecting' });
  const [held, setHeld] = useState<readonly JournalSummary[]>();
  /** Begins anew when it changes. */
  const [turn, setTurn] = useState(0);
  const visible = useVisible();
  useEffect(() => {
    if (!visible) return undefined;
    const ending = new AbortController();
    void followCalls({ onCalls: setCurrent, onForgotten: setForgotten, onFollowing: setFollowing }, ending.signal);
    return () => ending.abort();
  }, [visible, turn]);

  const newest = held?.[0]?.sequence ?? 0;
  return {
    calls: held ?? current,
    forgotten,
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

// The journal as it happens: what is there, then what comes; again from the start when the connection breaks.

type Following = { state: 'connecting' | 'live' } | { state: 'reconnecting'; problem: Problem };

interface Listener {
  /** Newest first; called at most once for each frame that is drawn. */
  onCalls(calls: readonly JournalSummary[]): void;
  onForgotten(forgotten: number): void;
  onFollowing(following: Following): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Goes on until the signal aborts. */
async function followCalls({ onFollowing, ...listener }: Listener, signal: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  onFollowing({ state: 'connecting' });
  while (!signal.aborted) {
    let problem = asProblem(new Error('The emulator closed the connection.'));
    try {
      await followOnce(
        listener,
        () => {
          waitMs = FIRST_WAIT_MS;
          onFollowing({ state: 'live' });
        },
        signal,
      );
    } catch (error) {
      problem = asProblem(error);
    }
    if (signal.aborted) return;
    onFollowing({ state: 'reconnecting', problem });
    await wait(waitMs, signal);
    waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
  }
}

/**
 * The stream first, then the list: whatever the list does not have comes by the stream, and what both have is one by its
 * sequence number. So nothing is missed and nothing doubled, also where the emulator was started anew and counts from 1.
 */
async function followOnce(
  { onCalls, onForgotten }: Omit<Listener, 'onFollowing'>,
  onLive: () => void,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const ended = new AbortController();
  const either = AbortSignal.any([signal, failed.signal, ended.signal]);
  let most = 0;
  let calls: readonly JournalSummary[] | undefined;
  let waiting: JournalSummary[] = [];
  let frame = 0;
  const show = () => {
    frame = 0;
    if (!calls || either.aborted) return;
    calls = mergeCalls(calls, waiting, most);
    waiting = [];
    onCalls(calls);
  };
  const showSoon = () => {
    frame ||= requestAnimationFrame(show);
  };
  const readList = async () => {
    most = await journalSize(either);
    for await (const { entries, forgotten } of readJournal(most, either)) {
      onForgotten(forgotten);
      calls = mergeCalls(calls ?? [], entries, most);
      showSoon();
    }
    onLive();
  };
  const onOpen = () => void readList().catch((error) => failed.abort(error));
  try {
    const events = stream<{ entry: JournalSummary; forgotten: number }>('GET', '/_emulator/journal/live', {
      signal: either,
      onOpen,
    });
    for await (const { data } of events) {
      waiting.push(data.entry);
      onForgotten(data.forgotten);
      showSoon();
    }
  } catch (error) {
    throw failed.signal.aborted ? failed.signal.reason : error;
  } finally {
    cancelAnimationFrame(frame);
    show();
    ended.abort();
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Calls with what is newer about them, newest first and at most `most`; each once, and none that was over runs again. */
function mergeCalls(
  before: readonly JournalSummary[],
  news: Iterable<JournalSummary>,
  most: number,
): readonly JournalSummary[] {
  const calls = new Map(before.map((call) => [call.sequence, call]));
  for (const call of news) {
    if (calls.get(call.sequence)?.state !== 'finished' || call.state === 'finished') calls.set(call.sequence, call);
  }
  return [...calls.values()].sort((a, b) => b.sequence - a.sequence).slice(0, most);
}

const PAGE = 1000;
/** Of which a list is still of use. */
const MOST_LISTED = 5000;

interface JournalPage {
  entries: JournalSummary[];
  forgotten: number;
  metadata: { page_key?: string };
}

/** How many calls the journal keeps, as far as they are listed. */
async function journalSize(signal: AbortSignal): Promise<number> {
  const { max_entries } = await get<{ max_entries: number }>('/_emulator/journal/settings', { signal });
  return Math.min(max_entries, MOST_LISTED);
}

/** What the journal holds, newest first, in pieces. */
async function* readJournal(most: number, signal: AbortSignal): AsyncGenerator<JournalPage> {
  let page: string | undefined;
  let read = 0;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(page && { page_key: page }) });
    const listed = await get<JournalPage>(`/_emulator/journal?${query}`, { signal });
    yield listed;
    read += listed.entries.length;
    page = listed.metadata.page_key || undefined;
  } while (page && read < most);
}

/** Whether anybody can see the page: browsers open few connections to one host, and none is for a tab in the background. */
function useVisible(): boolean {
  const [visible, setVisible] = useState(isVisible());
  useEffect(() => {
    const update = () => setVisible(isVisible());
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
}

const isVisible = () => document.visibilityState === 'visible';
