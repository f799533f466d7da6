import type { FieldErrors } from '../errors.ts';
import type { UpstreamFetch } from '../upstream/network/upstream-fetch.ts';
import { bundleErrors } from './format/check-recording.ts';
import { RECORDING_VERSION, type Recording, type RecordingBundle } from './format/recording-schema.ts';
import { createLiveTokens } from './live-tokens.ts';
import { DEFAULT_MATCH } from './match/fingerprint.ts';
import { createRecordingFetch } from './recording-fetch.ts';
import type { RecordingOptions, RecordingSettings } from './recording-options.ts';
import { type RecordingSummary, summarise } from './recording-summary.ts';
import { openFolderStore } from './store/folder-store.ts';
import { createMemoryStore } from './store/memory-store.ts';

/** The recordings of a process, and the way upstream that makes and plays them. */
export interface Recordings {
  fetch: UpstreamFetch;
  settings(): RecordingSettings;
  /** Changes what is given, and begins anew: replays start with the first answer again. */
  configure(changes: Partial<RecordingSettings>): RecordingSettings;
  /** In the order of their ids. Throws RecordingUnusable, like all that reads recordings. */
  list(): RecordingSummary[];
  find(id: string): Recording | undefined;
  /** Whether there was one. */
  delete(id: string): Promise<boolean>;
  clear(): Promise<void>;
  export(): RecordingBundle;
  /** Adds all recordings of a bundle, replacing those of the same id, or throws BundleInvalid. How many there were. */
  import(bundle: unknown): Promise<number>;
}

export type RecordingsOptions = Pick<RecordingOptions, 'inner' | 'now' | 'unanswerable'> &
  Partial<Omit<RecordingOptions, 'store' | 'liveTokens'>> & {
    /** Where recordings are kept; left out, in memory. */
    folder?: string | undefined;
  };

/** `fields` are dotted paths below `body`. */
export class BundleInvalid extends Error {
  override name = 'BundleInvalid';
  readonly fields: FieldErrors;

  constructor(fields: FieldErrors) {
    super(
      `The bundle cannot be imported: ${Object.entries(fields)
        .map((entry) => entry.join(' '))
        .join(' ')}`,
    );
    this.fields = fields;
  }
}

/** Off, instant and with the default fingerprint unless told otherwise. Throws RecordingUnusable, which can be shown. */
export function openRecordings({ folder, ...given }: RecordingsOptions): Recordings {
  const store = folder === undefined ? createMemoryStore() : openFolderStore(folder);
  const { inner, now, unanswerable, clock = () => performance.now(), warn = () => {} } = given;
  const fixed = { inner, now, unanswerable, clock, warn, store, liveTokens: createLiveTokens(unanswerable) };
  let settings: RecordingSettings = {
    mode: given.mode ?? 'off',
    timing: given.timing ?? 'instant',
    match: given.match ?? DEFAULT_MATCH,
  };
  store.list();
  let fetch = createRecordingFetch({ ...fixed, ...settings });

  return {
    fetch: (request) => fetch(request),
    settings: () => settings,
    configure(changes) {
      settings = { ...settings, ...changes };
      fetch = createRecordingFetch({ ...fixed, ...settings });
      return settings;
    },
    list: () => store.list().map(summarise),
    find: (id) => store.list().find((one) => one.id === id)?.recording,
    async delete(id) {
      const exists = store.usable().some((one) => one.id === id);
      if (exists) await store.remove([id]);
      return exists;
    },
    clear: () => store.remove(store.usable().map(({ id }) => id)),
    export: () => ({ version: RECORDING_VERSION, recordings: store.list() }),
    async import(bundle) {
      const fields = bundleErrors(bundle, 'body');
      if (Object.keys(fields).length > 0) throw new BundleInvalid(fields);
      const { recordings } = bundle as RecordingBundle;
      await store.put(recordings);
      return recordings.length;
    },
  };
}
