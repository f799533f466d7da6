import type { Recording } from '../format/recording-schema.ts';
import { inOrder, type RecordingStore } from './recording-store.ts';

/** Recordings that end with the process. */
export function createMemoryStore(): RecordingStore {
  const kept = new Map<string, Recording>();
  const list = () => inOrder(kept);
  return {
    place: 'in memory',
    list,
    usable: list,
    async put(recordings) {
      for (const { id, recording } of recordings) kept.set(id, recording);
    },
    async remove(ids) {
      for (const id of ids) kept.delete(id);
    },
  };
}
