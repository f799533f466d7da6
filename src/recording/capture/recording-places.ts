import type { NamedRecording, RecordedRequest, Recording } from '../format/recording-schema.ts';
import { createRecordingKeys, fingerprint } from '../match/fingerprint.ts';
import type { RecordingOptions } from '../recording-options.ts';
import { recordingStem } from './recording-name.ts';

/** Under which ids answers are kept: numbered in the order in which they were asked for. */
export interface RecordingPlaces {
  reserve(request: RecordedRequest): { keep(recording: Recording): Promise<void> };
}

/** `isReplacing`: the first answer that is kept takes the place of those the same request had before. */
export function createRecordingPlaces(
  { store, match }: Pick<RecordingOptions, 'store' | 'match'>,
  isReplacing: boolean,
): RecordingPlaces {
  const keyOf = createRecordingKeys(match);
  /** By fingerprint, the ids given out since. */
  const reserved = new Map<string, Set<string>>();

  return {
    reserve(request) {
      const key = fingerprint(request, match);
      const ours = reserved.get(key) ?? new Set<string>();
      reserved.set(key, ours);
      const present = store.usable();
      const isSame = ({ recording }: NamedRecording) => keyOf(recording) === key;
      const taken = (id: string) => present.some((one) => one.id === id && !(isReplacing && isSame(one)));
      const id = nextId(recordingStem(request, key), (candidate) => ours.has(candidate) || taken(candidate));
      ours.add(id);
      return {
        async keep(recording) {
          await store.put([{ id, recording }]);
          if (!isReplacing) return;
          const former = store.usable().filter((one) => !ours.has(one.id) && isSame(one));
          await store.remove(former.map((one) => one.id));
        },
      };
    },
  };
}

function nextId(stem: string, isTaken: (id: string) => boolean): string {
  let number = 1;
  while (isTaken(`${stem}-${number}`)) number += 1;
  return `${stem}-${number}`;
}
