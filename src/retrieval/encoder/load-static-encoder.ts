import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.ts';
import type { Encoder } from './encoder.ts';
import { createStaticEncoder } from './static-encoder.ts';
import { openWordTable } from './words/word-table.ts';

export const STATIC_ENCODER_NAME = 'boomerang-2023-q3';

/**
 * Loads the platform encoder from its asset (16 MB, made by scripts/build-encoder). Takes tens of milliseconds and
 * reads the file synchronously: call it on first use, not at start. `asset`: another table, for experiments.
 */
export function loadStaticEncoder(asset = join(PACKAGE_ROOT, 'assets', 'boomerang-2023-q3.bin')): Encoder {
  return createStaticEncoder(STATIC_ENCODER_NAME, openWordTable(readFileSync(asset)));
}
