import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeFolder } from '../../basics/file-system.ts';
import {
  type NamedRecording,
  RECORDING_ID,
  type Recording,
  recordingErrors,
  writeRecording,
} from './recording-schema.ts';

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

/**
 * A folder with one JSON file for each recording, made when there is none. Files that were added, edited or taken away
 * meanwhile are noticed. Throws FolderUnusable; `list` throws RecordingUnusable when one of them is no recording.
 */
export function openFolderStore(folder: string): RecordingStore {
  makeFolder(folder);
  const read = createFolderReader(folder);
  const fileOf = (id: string) => join(folder, `${id}.json`);

  const usableOf = (found: ReturnType<typeof read>) =>
    inOrder([...found].filter((entry): entry is [string, Recording] => !(entry[1] instanceof Error)));
  return {
    place: `in ${folder}`,
    usable: () => usableOf(read()),
    list() {
      const found = read();
      const problems = [...found.values()].filter((one) => one instanceof Error);
      if (problems.length > 0) throw new RecordingUnusable(problems.map(({ message }) => message).join(' '));
      return usableOf(found);
    },
    async put(recordings) {
      const files = recordings.map(({ id, recording }) => ({ file: fileOf(id), text: writeRecording(recording) }));
      await writeWhole(folder, files);
    },
    async remove(ids) {
      for (const id of ids) await rm(fileOf(id), { force: true });
    },
  };
}

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

const OWNER_ONLY = 0o600;

/** Writes files of one folder: each whole or not at all, and all of them or, when it throws, none. */
export async function writeWhole(folder: string, files: readonly { file: string; text: string }[]): Promise<void> {
  const staged = files.map(({ file, text }) => {
    const hidden = join(folder, `.${basename(file)}.${randomUUID()}`);
    return { file, text, fresh: `${hidden}.new`, former: `${hidden}.old` };
  });
  try {
    for (const { fresh, text } of staged) await writeFile(fresh, text, { mode: OWNER_ONLY, flag: 'wx' });
    if (staged.length === 1) await rename(staged[0]!.fresh, staged[0]!.file);
    else await replaceAll(staged);
  } finally {
    for (const { fresh } of staged) await rm(fresh, { force: true });
  }
}

interface Replacement {
  file: string;
  fresh: string;
  former: string;
}

async function replaceAll(staged: readonly Replacement[]): Promise<void> {
  const done: (Replacement & { existed: boolean })[] = [];
  try {
    for (const one of staged) {
      done.push({ ...one, existed: await keepFormer(one) });
      await rename(one.fresh, one.file);
    }
  } catch (error) {
    for (const { file, former, existed } of done.reverse()) {
      await (existed ? rename(former, file) : rm(file, { force: true }));
    }
    throw error;
  } finally {
    for (const { former } of staged) await rm(former, { force: true });
  }
}

/** Whether there was a file before. */
async function keepFormer({ file, former }: Replacement): Promise<boolean> {
  try {
    await link(file, former);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
