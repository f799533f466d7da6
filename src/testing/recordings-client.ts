import type { Static } from 'typebox';
import type { RecordingBundle, RecordingSummary } from '../emulator/recordings/recording-schema.ts';
import type { RecordingChanges, RecordingSettings } from '../emulator/recordings/recordings-schema.ts';
import type { ControlCall } from './control-call.ts';

type Settings = Static<typeof RecordingSettings>;

/** Answers of upstreams, kept and played again; of the whole emulator. */
export const recordingsClient = (call: ControlCall) => ({
  /** What happens to upstream calls from the next one on; without an argument, how it is now. */
  mode: (changes?: Static<typeof RecordingChanges>) =>
    call<Settings>(changes ? 'PUT' : 'GET', '/recordings/mode', changes && { body: changes }),
  list: async () => (await call<{ recordings: RecordingSummary[] }>('GET', '/recordings')).recordings,
  delete: (id: string) => call<void>('DELETE', `/recordings/${encodeURIComponent(id)}`),
  clear: () => call<void>('DELETE', '/recordings'),
  /** All of them, to be kept as JSON. */
  export: () => call<RecordingBundle>('GET', '/recordings/export'),
  /** Those of the same id are replaced; all or nothing. How many they were. */
  import: async (bundle: RecordingBundle) =>
    (await call<{ imported: number }>('POST', '/recordings/import', { body: bundle })).imported,
});
