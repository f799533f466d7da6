import type { Static } from 'typebox';
import type {
  AwaitedEntry,
  CallAssertion,
  ChangeJournalSettings,
  JournalEntry,
  JournalFilter,
  JournalSettings,
  JournalSummary,
} from '../emulator/journal/journal-schema.ts';
import type { ShownModel, ShownNote } from '../emulator/journal/notes.ts';
import type { ControlCall } from './control-call.ts';

/** What a language model was asked, and what it answered. */
export interface LlmCall extends ShownModel {
  /** The journal's entry, of the call to the API that asked the model. */
  entry_id: string;
  operation: string | undefined;
}

interface Page {
  entries: JournalSummary[];
  forgotten: number;
  metadata: { page_key?: string };
}

/** What happened in the account. */
export const journalClient = (call: ControlCall) => ({
  /** Newest first, all that match. */
  async list(filter: JournalFilter = {}): Promise<JournalSummary[]> {
    const found: JournalSummary[] = [];
    let page_key: string | undefined;
    do {
      const page: Page = await call('GET', '/journal', { query: page_key === undefined ? filter : { page_key } });
      found.push(...page.entries);
      page_key = page.metadata.page_key;
    } while (page_key !== undefined);
    return found;
  },
  get: (id: string) => call<JournalEntry>('GET', `/journal/${encodeURIComponent(id)}`),
  /** The newest call that matches, or the next one; throws when none comes in time, by default five seconds. */
  wait: (filter: JournalFilter & { timeout_ms?: number } = {}) =>
    call<AwaitedEntry>('GET', '/journal/wait', { query: filter }),
  /**
   * Throws, and says which calls there were instead, unless `count` calls match or they came in `order`; also where the
   * journal has forgotten calls that may have been among them.
   */
  assert: async (assertion: CallAssertion) => {
    await call('POST', '/journal/assert', { body: assertion });
  },
  /** How many calls the journal has not kept, or not any more, since it was cleared. */
  forgotten: async () => (await call<Page>('GET', '/journal', { query: { limit: 1 } })).forgotten,
  /** How much the account's journal keeps; without an argument, as it is. What is left out stays. */
  settings: (changes?: Static<typeof ChangeJournalSettings>) =>
    call<Static<typeof JournalSettings>>(changes ? 'PUT' : 'GET', '/journal/settings', changes && { body: changes }),
  /** Forgets the calls that are over. */
  clear: () => call<void>('DELETE', '/journal'),
});

/** Every time a language model was asked, oldest first, whether a script, the simulation or an upstream answered. */
export async function listLlmCalls(journal: ReturnType<typeof journalClient>): Promise<LlmCall[]> {
  const asking = (await journal.list()).filter(({ llms = [] }) => llms.length > 0).reverse();
  const entries = await Promise.all(asking.map(({ id }) => journal.get(id)));
  return entries.flatMap(({ id, operation, notes }) =>
    withInner(notes)
      .filter((note) => note.kind === 'model')
      .map((note) => ({ ...note, entry_id: id, operation })),
  );
}

/** Each note, and what stands inside of it after it. */
const withInner = (notes: readonly ShownNote[]): ShownNote[] =>
  notes.flatMap((note) => ('notes' in note ? [note, ...withInner(note.notes)] : [note]));
