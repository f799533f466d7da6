import type { NamedRecording, Recording } from '../format/recording-schema.ts';

/** Where recordings are kept. */
export interface RecordingStore {
  /** For people: where that is, `in FOLDER` say. */
  readonly place: string;
  /** In the order of their ids, numbers in them counted. The same object as long as a recording is unchanged. */
  list(): NamedRecording[];
  /** Those that can be used, whatever else lies there. */
  usable(): NamedRecording[];
  /** Adds recordings or replaces those of the same id: all of them or, when it throws, none. */
  put(recordings: readonly NamedRecording[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

/** A file that lies among the recordings and is none; the message names the file and the fields. */
export class RecordingUnusable extends Error {
  override name = 'RecordingUnusable';
}

const collator = new Intl.Collator('en', { numeric: true });

export const inOrder = (recordings: Iterable<[string, Recording]>): NamedRecording[] =>
  [...recordings]
    .map(([id, recording]) => ({ id, recording }))
    .sort((one, other) => collator.compare(one.id, other.id) || (one.id < other.id ? -1 : 1));
