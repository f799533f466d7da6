/** Emulators of the package as it is published (test/support/suite/build.ts), whose page comes in a tenth of the files. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as emulator from '../../../src/index.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { emulatorsFrom } from '../../support/emulators-from.ts';

export { uniqueName } from '../../support/emulator.ts';

const PACKAGE = pathToFileURL(join(PACKAGE_ROOT, 'dist/index.js')).href;

const packaged = (): Promise<typeof emulator> => import(/* @vite-ignore */ PACKAGE);

export const startEmulator = async (options: emulator.StartOptions) => (await packaged()).startEmulator(options);
export const { startForTest, emulatorForFile } = emulatorsFrom(async () => (await packaged()).startEmulator);
