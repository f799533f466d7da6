import type { JournalSummary } from '../../../../journal/journal-schema.ts';

export type StatusClass = 'all' | '2xx' | '4xx' | '5xx';

export interface CallFilter {
  /** Words that must all appear. */
  text: string;
  status: StatusClass;
  failedOnly: boolean;
}

export const NO_FILTER: CallFilter = { text: '', status: 'all', failedOnly: false };

export const isFiltering = ({ text, status, failedOnly }: CallFilter): boolean =>
  text.trim() !== '' || status !== 'all' || failedOnly;

export function filterCalls(calls: readonly JournalSummary[], filter: CallFilter): readonly JournalSummary[] {
  if (!isFiltering(filter)) return calls;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return calls.filter(
    (call) =>
      (filter.status === 'all' || String(call.status).startsWith(filter.status[0]!)) &&
      (!filter.failedOnly || call.failed) &&
      words.every((word) => wordsOf(call).includes(word)),
  );
}

const known = new WeakMap<JournalSummary, string>();

/** All that is searched, in small letters. */
function wordsOf(call: JournalSummary): string {
  const kept = known.get(call);
  if (kept !== undefined) return kept;
  const { method, path, query_string, operation = '', corpora = [], llms = [], errors, status = '', id } = call;
  const words = [method, path + query_string, operation, ...llms, ...corpora, ...errors, status, id]
    .join('\n')
    .toLowerCase();
  known.set(call, words);
  return words;
}
