/** Emulators of the package as it is published (test/support/suite/build.ts), whose page comes in a tenth of the files. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as emulator from '../../../src/index.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { emulatorsFrom } from '../../support/emulators-from.ts';

export { uniqueName } from '../../support/emulator.ts';

const PACKAGE = pathToFileURL(join(PACKAGE_ROOT, 'dist/index.js')).href;

export const { startForTest, emulatorForFile } = emulatorsFrom(async () => {
  const { startEmulator }: typeof emulator = await import(/* @vite-ignore */ PACKAGE);
  return startEmulator;
});
