/** `--ready-file`: where another program finds the emulator, once it answers. */
import { accessSync, constants, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FolderUnusable, makeFolder, whyUnusable } from './basics/file-system.ts';

export interface Ready {
  /** Without a slash at its end. */
  url: string;
  pid: number;
  /** The account of calls that name none. */
  account: string;
  /** The address of the emulator's own API. */
  control: string;
}

/** A ready file that cannot be written; the message can be shown as it is. */
export class ReadyFileUnusable extends Error {
  override name = 'ReadyFileUnusable';
  constructor(file: string, error: unknown) {
    const reason = error instanceof FolderUnusable ? error.message : `${whyUnusable(error)}.`;
    super(`The ready file ${file} cannot be written: ${reason}`);
  }
}

/**
 * Takes away what an emulator left that was killed, so that nobody who waits goes there, and sees whether there can be a new
 * one. Throws ReadyFileUnusable.
 */
export function clearReadyFile(file: string): void {
  try {
    makeFolder(dirname(file));
    rmSync(file, { force: true });
    accessSync(dirname(file), constants.W_OK);
  } catch (error) {
    throw new ReadyFileUnusable(file, error);
  }
}

/**
 * Puts it there whole, readable by its owner. The function that is returned removes it, unless it is another emulator's by
 * now; so does the end of the process. Throws ReadyFileUnusable.
 */
export function writeReadyFile(file: string, ready: Ready): () => void {
  const text = `${JSON.stringify(ready, undefined, 2)}\n`;
  const unfinished = `${file}.${ready.pid}.unfinished`;
  try {
    writeFileSync(unfinished, text, { mode: 0o600 });
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw new ReadyFileUnusable(file, error);
  }
  const remove = () => {
    try {
      if (readFileSync(file, 'utf8') === text) rmSync(file);
    } catch {
      // It is gone already.
    }
  };
  process.once('exit', remove);
  return remove;
}

/** What an emulator wrote there; undefined when none has, or it is no such file. */
export function readReadyFile(file: string): Ready | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Ready;
  } catch {
    return undefined;
  }
}
