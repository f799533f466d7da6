import { BrokenFile, TooLarge } from '../ingest-error.ts';
import type { FileLimits } from './file-limits.ts';

export type ZipEntries = Record<string, Uint8Array>;

/**
 * All entries, by name. The sizes an archive declares are summed before anything is unpacked, and fflate writes no more
 * than an entry declared, so an archive that lies ends as a truncated one.
 * Throws TooLarge past `decompressedBytes`, BrokenFile when the archive cannot be read.
 */
export async function readZip(bytes: Uint8Array, limits: FileLimits): Promise<ZipEntries> {
  const { unzipSync } = await import('fflate');
  let total = 0;
  const filter = ({ originalSize }: { originalSize: number }) => {
    total += originalSize;
    if (total > limits.decompressedBytes)
      throw new TooLarge(`The file unpacks to more than ${limits.decompressedBytes} bytes.`);
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    throw new BrokenFile('The file is not a readable zip archive.', { cause: error });
  }
}

/** The verified entries packed again without compression, for libraries that unpack by themselves. */
export async function storedZip(entries: ZipEntries): Promise<Uint8Array> {
  const { zipSync } = await import('fflate');
  return zipSync(entries, { level: 0 });
}

/** An entry as text. Throws BrokenFile when a file of this type cannot be without it. */
export function requiredEntry(entries: ZipEntries, name: string): string {
  const bytes = entries[name];
  if (!bytes) throw new BrokenFile(`The file lacks its '${name}'.`);
  return new TextDecoder().decode(bytes);
}
