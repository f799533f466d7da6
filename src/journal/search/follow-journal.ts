import type { JournalSummary } from '../journal-schema.ts';
import type { AccountJournal, Listener } from '../keeping/account-journal.ts';
import { summarizeEntry } from '../view/summarize-entry.ts';

/** Events that a reader who is too slow may be behind; then the stream ends, and it may begin anew. */
const MOST_WAITING = 10_000;

export type LiveEvent =
  | { type: 'started' | 'finished'; entry: JournalSummary; forgotten: number }
  | { type: 'heartbeat' };

/** Every call from now on, as it starts and when it is over, until the signal aborts; `heartbeat` in long silences. */
export async function* followJournal(
  journal: AccountJournal,
  heartbeatMs: number,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent, void, undefined> {
  const waiting: LiveEvent[] = [];
  let wake = () => {};
  const push = (event: LiveEvent) => {
    waiting.push(event);
    wake();
  };
  const listener: Listener = (type, entry) =>
    push({ type, entry: summarizeEntry(entry), forgotten: journal.forgotten });
  const stop = journal.listen(listener);
  const heart = setInterval(() => waiting.length === 0 && push({ type: 'heartbeat' }), heartbeatMs);
  const onAbort = () => wake();
  signal.addEventListener('abort', onAbort);
  try {
    // At once, so that whoever listens knows that from here on nothing is missed.
    yield { type: 'heartbeat' };
    while (!signal.aborted && waiting.length < MOST_WAITING) {
      const event = waiting.shift();
      if (event) yield event;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    stop();
    clearInterval(heart);
    signal.removeEventListener('abort', onAbort);
  }
}
