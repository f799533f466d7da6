import type { JournalEntry, JournalSummary } from '../../../../journal/journal-schema.ts';
import { at, get } from '../../api/call.ts';
import type { JournaledCall } from './query-run.ts';

/** Says where a call comes from, each time in other words, to find it again by: answers do not name their call. */
export const MARK_HEADER = 'x-source';
/** Of the newest queries. */
const LOOKED_AT = 8;

/** How a query was understood, as the journal notes it. */
interface PlanNote {
  kind: 'plan';
  generation?: { llm: string; preset: string; language: string };
}

/** The call with this mark; undefined where the journal is off or the call is not among the newest. */
export async function findCall(mark: string): Promise<JournaledCall | undefined> {
  const { entries } = await get<{ entries: JournalSummary[] }>(`/_emulator/journal?operation=query&limit=${LOOKED_AT}`);
  for (const { id } of entries) {
    const { request, notes } = await get<JournalEntry>(at`/_emulator/journal/${id}`);
    if (request.headers[MARK_HEADER] !== mark) continue;
    const plan = notes.find(({ kind }) => kind === 'plan') as PlanNote | undefined;
    const { llm, preset, language } = plan?.generation ?? {};
    return { id, llm, preset, language };
  }
  return undefined;
}
