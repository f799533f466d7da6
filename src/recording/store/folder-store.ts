import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../../basics/file-system.ts';
import type { Recording } from '../format/recording-schema.ts';
import { writeRecording } from '../format/write-recording.ts';
import { createFolderReader } from './folder-reader.ts';
import { inOrder, type RecordingStore, RecordingUnusable } from './recording-store.ts';
import { writeWhole } from './write-whole.ts';

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
