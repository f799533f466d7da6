import { join } from 'node:path';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import { type Emulator, type StartOptions, startEmulator } from '../../src/index.ts';
import { type Client, createClient } from './client.ts';

/** An emulator for one test, closed at its end. */
export async function startForTest(options: StartOptions = {}): Promise<Client & { close(): Promise<void> }> {
  const emulator = await startEmulator({ ...logged(), ...options });
  onTestFinished(() => emulator.close());
  return { ...createClient(() => emulator.url), url: emulator.url, close: emulator.close };
}

/** An emulator that all tests of a file share; they keep apart by the names they use. */
export function emulatorForFile(options: StartOptions = {}): Client {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ ...logged(), ...options });
  });
  afterAll(() => emulator.close());
  return createClient(() => emulator.url);
}

/** Everything is logged, and looked through at the end of the suite (suite-logs.ts). */
const logged = () => ({ logLevel: 'trace', logFile: join(inject('suiteLogs'), `${process.pid}.log`) }) as const;

/** A client of an account of its own. */
export const inNewAccount = (api: Client): Client =>
  createClient(() => api.url, { 'x-emulator-account': uniqueName('account') });

let names = 0;

/** A name that no other test of the file has. */
export function uniqueName(stem: string): string {
  names += 1;
  return `${stem}-${names}`;
}
