import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { recordingErrors } from '../format/check-recording.ts';
import { RECORDING_ID, type Recording } from '../format/recording-schema.ts';
import { RecordingUnusable } from './recording-store.ts';

type Found = Recording | RecordingUnusable;

/** Reads the recordings in a folder by id; a file that has not changed is read only once. */
export function createFolderReader(folder: string): () => Map<string, Found> {
  let known = new Map<string, { state: string; found: Found }>();

  return () => {
    const now = new Map<string, { state: string; found: Found }>();
    for (const name of filesIn(folder)) {
      const state = stateOf(join(folder, name));
      if (state === undefined) continue;
      const id = name.slice(0, -'.json'.length);
      const before = known.get(id);
      now.set(id, before?.state === state ? before : { state, found: readRecording(folder, name) });
    }
    known = now;
    return new Map([...known].map(([id, { found }]) => [id, found]));
  };
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new RecordingUnusable(`The folder ${folder} cannot be read: ${(error as Error).message}.`);
  }
}

/** Changes whenever the file does; undefined when it has just been taken away. */
function stateOf(file: string): string | undefined {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`;
}

function readRecording(folder: string, name: string): Found {
  const unusable = (reason: string) =>
    new RecordingUnusable(`The recording ${join(folder, name)} cannot be used: ${reason}`);
  if (!new RegExp(RECORDING_ID).test(name.slice(0, -'.json'.length))) {
    return unusable('its name may have letters, digits, dots, dashes and underscores only, at most 200.');
  }
  try {
    const value = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    const errors = Object.entries(recordingErrors(value)).map(([field, rule]) => `${field} ${rule}`.trim());
    return errors.length > 0 ? unusable(errors.join(' ')) : value;
  } catch (error) {
    const { message } = error as Error;
    return unusable(error instanceof SyntaxError ? `it is not valid JSON: ${message}.` : `${message}.`);
  }
}
