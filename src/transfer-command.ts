/** `vectara-emulator import` and `export`: an account, read through the API, becomes a seed. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { whyUnusable } from './basics/file-system.ts';
import { type KeptPieces, readAccount } from './emulator/transfer/read-account.ts';
import { createReader, TransferFailed } from './emulator/transfer/vectara-reader.ts';

export interface TransferCommand {
  /** Of Vectara, or of a running emulator. */
  url: string;
  /** The seed that is written. */
  file: string;
  apiKey: string;
  /** Of an emulator. */
  account: string | undefined;
  /** At a time. */
  requests: number;
  /** Whether a seed that is there is replaced. */
  overwrite: boolean;
}

/** Answers with what to tell at the end. `tell` is told meanwhile. Throws TransferFailed. */
export async function runTransfer(command: TransferCommand, tell: (line: string) => void): Promise<string> {
  const { url, file, apiKey, account, requests, overwrite } = command;
  if (existsSync(file) && !overwrite) throw new TransferFailed(`${file} is there already; --overwrite replaces it.`);
  const headers: Record<string, string> = { 'x-api-key': apiKey };
  if (account !== undefined) headers['x-emulator-account'] = account;
  const failed = new AbortController();
  const reader = createReader({ url, headers, requests, signal: failed.signal });
  const kept = keptIn(`${file}.part`, { url, account });
  const { seed, variables, left } = await readAccount({ reader, kept, progress: tell }).catch((error) => {
    // What is asked for beside it is not waited for.
    failed.abort(error);
    throw error;
  });
  const { stringify } = await import('yaml');
  const head = `# The account of ${reader.base}, read by vectara-emulator.\n${variables
    .map((name) => `# Needs the environment variable ${name}.\n`)
    .join('')}`;
  writeWhole(file, head + stringify(seed, { lineWidth: 0, aliasDuplicateObjects: false }));
  kept.forget();
  const count = Object.entries(seed).map(([list, entries]) => `${entries.length} ${list.replaceAll('_', ' ')}`);
  return [
    `${file}: ${count.join(', ') || 'nothing, since there is nothing'}.`,
    ...left,
    ...(variables.length > 0 ? [`The seed needs ${variables.join(', ')} in the environment.`] : []),
    '',
  ].join('\n');
}

const OWNER_ONLY = 0o600;

function writeWhole(file: string, text: string): void {
  try {
    writeFileSync(`${file}.new`, text, { mode: OWNER_ONLY });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new TransferFailed(`${file} cannot be written: ${whyUnusable(error as Error)}.`);
  }
}

/** Pieces in a folder beside the seed, so that an attempt that ended goes on where it was. */
function keptIn(folder: string, origin: object): KeptPieces & { forget(): void } {
  const stamp = JSON.stringify(origin);
  const mark = join(folder, 'origin.json');
  if (existsSync(mark) && readFileSync(mark, 'utf8') !== stamp) {
    throw new TransferFailed(`${folder} was begun with another account or address; delete it to begin anew.`);
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(mark, stamp, { mode: OWNER_ONLY });
  } catch (error) {
    throw new TransferFailed(`${folder} cannot be written: ${whyUnusable(error as Error)}.`);
  }
  const fileOf = (name: string) => join(folder, `${createHash('sha256').update(name).digest('hex')}.json`);
  return {
    async once(name, read) {
      const file = fileOf(name);
      if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')).piece;
      const piece = await read();
      writeWhole(file, JSON.stringify({ name, piece }));
      return piece;
    },
    forget: () => rmSync(folder, { recursive: true, force: true }),
  };
}
