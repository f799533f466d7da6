import type { FieldErrors } from '../../errors.ts';
import type { UpstreamFetch, UpstreamRequest } from '../../upstream/network/upstream-fetch.ts';
import { placeholderTokenIn } from './clean-recording.ts';
import { type CountedPart, DEFAULT_MATCH } from './fingerprint.ts';
import { createRecord } from './record.ts';
import {
  bundleErrors,
  RECORDING_VERSION,
  type Recording,
  type RecordingBundle,
  type RecordingSummary,
  summarise,
} from './recording-schema.ts';
import { createMemoryStore, openFolderStore, type RecordingStore } from './recording-store.ts';
import { createReplay } from './replay.ts';

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

export const RECORDING_MODES = ['off', 'record', 'replay', 'record-missing'] as const;
export type RecordingMode = (typeof RECORDING_MODES)[number];

export const REPLAY_TIMINGS = ['instant', 'recorded'] as const;
export type ReplayTiming = (typeof REPLAY_TIMINGS)[number];

export interface RecordingSettings {
  /**
   * `off` passes everything on. `record` keeps every answer; the first to a request takes the place of those it had
   * before. `replay` answers from the recordings only, `record-missing` from them where there is one.
   */
  mode: RecordingMode;
  /** How fast replayed answers arrive. */
  timing: ReplayTiming;
  /** What of a request has to be the same. */
  match: readonly CountedPart[];
}

export interface RecordingOptions extends RecordingSettings {
  inner: UpstreamFetch;
  store: RecordingStore;
  liveTokens: LiveTokens;
  /** Milliseconds since 1970, for the time shown in a recording. */
  now: () => number;
  /** Milliseconds since any moment, never going back, for the time between chunks. */
  clock: () => number;
  /** The error of a call that cannot be answered; `reason` is one line without secrets. */
  unanswerable: (reason: string) => Error;
  /** Told what went wrong without harm to the call. */
  warn: (message: string) => void;
}

/**
 * A fetch that records, replays or both. It knows no provider: what is spoken is said by the request. Beginning anew
 * with each one made: which answers were replayed, and which requests were recorded again.
 */
export function createRecordingFetch(options: RecordingOptions): UpstreamFetch {
  const { mode, inner } = options;
  if (mode === 'off') return inner;
  if (mode === 'record') return createRecord(options, true);

  const replay = createReplay(options);
  const record = createRecord(options, false);
  return async (request) => {
    request.signal.throwIfAborted();
    const answer = replay.answer(request);
    if (answer) return answer;
    if (mode === 'replay') throw replay.miss(request);
    return record(request);
  };
}

/**
 * Real access tokens in the place of recorded ones, which mean nothing to an upstream: a caller that got its token from
 * a recording may well make a call that has none.
 */
export interface LiveTokens {
  /** A token request that was answered from a recording, with this body. */
  replayed(request: UpstreamRequest, answer: string): void;
  /** The same request, with a token fetched from the endpoint it belongs to. Throws what fetching throws. */
  insteadOfRecorded(request: UpstreamRequest, inner: UpstreamFetch): Promise<UpstreamRequest>;
}

export function createLiveTokens(unanswerable: (reason: string) => Error): LiveTokens {
  const requests = new Map<string, UpstreamRequest>();
  return {
    replayed(request, answer) {
      const placeholder = placeholderTokenIn(answer);
      if (placeholder) requests.set(placeholder, request);
    },

    async insteadOfRecorded(request, inner) {
      const placeholder = placeholderTokenIn(request.headers.authorization ?? '');
      if (placeholder === undefined) return request;
      const tokenRequest = requests.get(placeholder);
      const token = tokenRequest && (await fetchToken({ ...tokenRequest, signal: request.signal }, inner));
      if (!token) throw unanswerable('its access token comes from a recording, and no real one could be had');
      const authorization = request.headers.authorization!.replace(placeholder, () => token);
      return { ...request, headers: { ...request.headers, authorization } };
    },
  };
}

async function fetchToken(request: UpstreamRequest, inner: UpstreamFetch): Promise<string | undefined> {
  const { body } = await inner(request);
  const text = Buffer.concat(await Array.fromAsync(body)).toString('utf8');
  try {
    const token = JSON.parse(text)?.access_token;
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}
