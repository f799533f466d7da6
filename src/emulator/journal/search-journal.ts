/** Which calls of the journal are meant. Everything that is said must hold. */
import type { FieldErrors } from '../../errors.ts';
import { operationError } from '../../http/operation-names.ts';
import { describeEntry, summarizeEntry } from './describe-entry.ts';
import { digestOf, hasFailed } from './digest.ts';
import { type Entry, isFinished } from './entry.ts';
import type { AccountJournal, Listener } from './journal.ts';
import type { JournalFilter, JournalSummary } from './journal-schema.ts';

/** What is wrong with the name of an operation, as a field error; `place` is where the filter stands. */
export function operationErrors({ operation }: JournalFilter = {}, place: string): FieldErrors {
  const error = operation === undefined ? undefined : operationError(operation);
  return error === undefined ? {} : { [`${place}.operation`]: error };
}

type Condition = (entry: Entry) => boolean;

/** A test for entries. `text` looks into all that is shown, so it comes last. */
export function compileJournalFilter(filter: JournalFilter): Condition {
  const conditions = Object.keys(CONDITIONS).flatMap((name) => {
    const wanted = filter[name as keyof JournalFilter];
    return wanted === undefined ? [] : [CONDITIONS[name as keyof JournalFilter](wanted as never)];
  });
  return (entry) => conditions.every((holds) => holds(entry));
}

const CONDITIONS: { [Name in keyof Required<JournalFilter>]: (wanted: NonNullable<JournalFilter[Name]>) => Condition } =
  {
    operation: (wanted) => (entry) => entry.operationId === wanted,
    method: (wanted) => (entry) => entry.method === wanted.toUpperCase(),
    path: (wanted) => (entry) => entry.path.includes(wanted),
    status: (wanted) => {
      const pattern = new RegExp(`^${String(wanted).replace('xx', '\\d\\d')}$`);
      return (entry) => pattern.test(String(entry.status));
    },
    state: (wanted) => (entry) => isFinished(entry) === (wanted === 'finished'),
    failed: (wanted) => (entry) => hasFailed(entry) === wanted,
    since: (wanted) => (entry) => entry.startedAt >= Date.parse(wanted),
    until: (wanted) => (entry) => entry.startedAt < Date.parse(wanted),
    corpus: (wanted) => (entry) => digestOf(entry).corpora.includes(wanted),
    llm: (wanted) => (entry) => digestOf(entry).llms.includes(wanted),
    text: (wanted) => {
      const lower = wanted.toLowerCase();
      return (entry) => textsIn(describeEntry(entry)).some((text) => text.toLowerCase().includes(lower));
    },
  };

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.values(value).flatMap(textsIn);
}

/** A page of the entries that a filter keeps, newest first; calls that came since the first page do not move it. */
export function listEntries(
  entries: readonly Entry[],
  filter: JournalFilter,
  limit: number,
  before = Infinity,
): { entries: Entry[]; nextBefore: number | undefined } {
  const holds = compileJournalFilter(filter);
  const found: Entry[] = [];
  for (const entry of entries.toReversed()) {
    if (entry.sequence >= before || !holds(entry)) continue;
    if (found.length === limit) return { entries: found, nextBefore: found.at(-1)!.sequence };
    found.push(entry);
  }
  return { entries: found, nextBefore: undefined };
}

/**
 * The newest call that matches, or else the next one to; undefined when `timeoutMs` is over or the signal aborts first.
 * Calls that are over are meant unless the filter names a state.
 */
export function waitForEntry(
  journal: AccountJournal,
  filter: JournalFilter,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const holds = compileJournalFilter({ state: 'finished', ...filter });
  const present = journal.entries.findLast(holds);
  if (present || signal.aborted) return Promise.resolve(present);
  return new Promise((resolve) => {
    const settle = (entry?: Entry) => {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(entry);
    };
    const giveUp = () => settle();
    const stop = journal.listen((_event, entry) => holds(entry) && settle(entry));
    const timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener('abort', giveUp);
  });
}

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
