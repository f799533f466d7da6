import { randomUUID } from 'node:crypto';
import { link, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

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
