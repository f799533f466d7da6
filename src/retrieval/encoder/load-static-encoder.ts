import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.ts';
import type { Encoder } from './encoder.ts';
import { createStaticEncoder } from './static-encoder.ts';
import { openWordTable } from './words/word-table.ts';

export const STATIC_ENCODER_NAME = 'boomerang-2023-q3';

/**
 * Loads the platform encoder from its asset (16 MB, made by scripts/build-encoder) while others have their turn. Takes tens
 * of milliseconds: call it on first use, not at start. `asset`: another table, for experiments.
 */
export async function loadStaticEncoder(
  asset = join(PACKAGE_ROOT, 'assets', 'boomerang-2023-q3.bin'),
): Promise<Encoder> {
  return createStaticEncoder(STATIC_ENCODER_NAME, openWordTable(await readFile(asset)));
}
