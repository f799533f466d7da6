import { startEmulator } from '../../src/index.ts';
import { type Client, createClient } from './client.ts';
import { emulatorsFrom } from './emulators-from.ts';

export const { startForTest, emulatorForFile } = emulatorsFrom(() => startEmulator);

/** A client of an account of its own. */
export const inNewAccount = (api: Client): Client =>
  createClient(() => api.url, { 'x-emulator-account': uniqueName('account') });

let names = 0;

/** A name that no other test of the file has. */
export function uniqueName(stem: string): string {
  names += 1;
  return `${stem}-${names}`;
}
