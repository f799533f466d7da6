import type { JournalSummary } from '../../../../journal/journal-schema.ts';

/** Calls with what is newer about them, newest first and at most `most`; each once, and none that was over runs again. */
export function mergeCalls(
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
