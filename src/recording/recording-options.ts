import type { UpstreamFetch } from '../upstream/network/upstream-fetch.ts';
import type { LiveTokens } from './live-tokens.ts';
import type { CountedPart } from './match/fingerprint.ts';
import type { RecordingStore } from './store/recording-store.ts';

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
