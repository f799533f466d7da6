import type { JournalSummary } from '../../../../journal/journal-schema.ts';
import { get } from '../../api/call.ts';

const PAGE = 1000;
/** Of which a list is still of use. */
export const MOST_LISTED = 5000;

interface JournalPage {
  entries: JournalSummary[];
  metadata: { page_key?: string };
}

/** How many calls the journal keeps, as far as they are listed. */
export async function journalSize(signal: AbortSignal): Promise<number> {
  const { max_entries } = await get<{ max_entries: number }>('/_emulator/journal/settings', { signal });
  return Math.min(max_entries, MOST_LISTED);
}

/** What the journal holds, newest first, in pieces. */
export async function* readJournal(most: number, signal: AbortSignal): AsyncGenerator<JournalSummary[]> {
  let page: string | undefined;
  let read = 0;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(page && { page_key: page }) });
    const { entries, metadata } = await get<JournalPage>(`/_emulator/journal?${query}`, { signal });
    yield entries;
    read += entries.length;
    page = metadata.page_key || undefined;
  } while (page && read < most);
}
