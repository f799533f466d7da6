/** The journal as it happens: what is there, then what comes; again from the start when the connection breaks. */
import type { JournalSummary } from '../../../../journal/journal-schema.ts';
import { asProblem, type Problem } from '../../api/problem.ts';
import { stream } from '../../api/stream.ts';
import { mergeCalls } from './merge-calls.ts';
import { journalSize, readJournal } from './read-journal.ts';

export type Following = { state: 'connecting' | 'live' } | { state: 'reconnecting'; problem: Problem };

export interface Listener {
  /** Newest first; called at most once for each frame that is drawn. */
  onCalls(calls: readonly JournalSummary[]): void;
  onFollowing(following: Following): void;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;

/** Goes on until the signal aborts. */
export async function followCalls({ onCalls, onFollowing }: Listener, signal: AbortSignal): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  onFollowing({ state: 'connecting' });
  while (!signal.aborted) {
    let problem = asProblem(new Error('The emulator closed the connection.'));
    try {
      await followOnce(
        onCalls,
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
async function followOnce(onCalls: Listener['onCalls'], onLive: () => void, signal: AbortSignal): Promise<void> {
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
    for await (const entries of readJournal(most, either)) {
      calls = mergeCalls(calls ?? [], entries, most);
      showSoon();
    }
    onLive();
  };
  const onOpen = () => void readList().catch((error) => failed.abort(error));
  try {
    const events = stream<{ entry: JournalSummary }>('GET', '/_emulator/journal/live', { signal: either, onOpen });
    for await (const { data } of events) {
      waiting.push(data.entry);
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
