import { join } from 'node:path';
import { afterAll, beforeAll, inject, onTestFinished } from 'vitest';
import type { Emulator, StartOptions, startEmulator } from '../../src/index.ts';
import { type Client, createClient } from './client.ts';

type Start = typeof startEmulator;

/** Ways to have an emulator in tests, from whatever `starter` gives: the sources, or the package. */
export function emulatorsFrom(starter: () => Start | Promise<Start>) {
  const start = async (options: StartOptions) => (await starter())({ ...logged(), ...options });
  return {
    /** An emulator for one test, closed at its end. */
    async startForTest(options: StartOptions = {}): Promise<Client & { close(): Promise<void> }> {
      const emulator = await start(options);
      onTestFinished(() => emulator.close());
      return { ...createClient(() => emulator.url), url: emulator.url, close: emulator.close };
    },

    /** An emulator that all tests of a file share; they keep apart by the names they use. */
    emulatorForFile(options: StartOptions = {}): Client {
      let emulator: Emulator | undefined;
      beforeAll(async () => {
        emulator = await start(options);
      });
      // Let go of: modules of tests stay in memory, one after the other.
      afterAll(async () => {
        await emulator?.close();
        emulator = undefined;
      });
      return createClient(() => emulator?.url ?? '');
    },
  };
}

/** Everything is logged, and looked through at the end of the suite (suite-logs.ts). */
const logged = () => ({ logLevel: 'trace', logFile: join(inject('suiteLogs'), `${process.pid}.log`) }) as const;
