/** `vectara-emulator/vitest`: an emulator for each worker, an account for each test. */
import { randomUUID } from 'node:crypto';
import { test as base } from 'vitest';
import { type Emulator, type StartOptions, startEmulator } from '../index.ts';
import { type ConnectedEmulator, connectEmulator } from './connect-emulator.ts';

export type { ConnectedEmulator } from './connect-emulator.ts';
export { EmulatorRefused } from './control-call.ts';
export type { LlmCall } from './journal-client.ts';

export interface EmulatorFixtures {
  /** What all tests of the worker share. */
  emulatorServer: Emulator;
  /** The test's own account, empty at its start and gone at its end. */
  emulator: ConnectedEmulator & { apiKey: string };
}

/**
 * Vitest's `test` with `emulator`; to be called at the top of a file. By default registered LLMs are simulated, so nothing
 * leaves the machine, and a key that is new opens an account of its own. `options` are those of startEmulator().
 */
export function emulatorTest(options: StartOptions = {}) {
  return base.extend<EmulatorFixtures>({
    emulatorServer: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from this pattern.
      async ({}, use) => {
        const server = await startEmulator({ upstream: 'simulate', ...options, isolation: 'key' });
        await use(server);
        await server.close();
      },
      { scope: 'worker' },
    ],
    emulator: async ({ emulatorServer: { url } }, use) => {
      const apiKey = `test-${randomUUID()}`;
      let usesClock = false;
      const emulator = connectEmulator({
        url,
        apiKey,
        fetch: (target, request) => {
          usesClock ||= request?.method === 'POST' && String(target).endsWith('/_emulator/clock');
          return fetch(target, request);
        },
      });
      await use({ ...emulator, apiKey });
      // It is the clock of the tests beside and after this one, too.
      if (usesClock) await emulator.clock.reset();
      await emulator.deleteAccount();
    },
  });
}

export const test = emulatorTest();
export const it = test;
