/** `vectara-emulator/vitest`: an emulator for all files of a run, an account for each test. */
import { randomUUID } from 'node:crypto';
import { test as base } from 'vitest';
import { DEFAULT_ACCOUNT } from '../accounts/account-name.ts';
import { type Emulator, type StartOptions, startEmulator } from '../index.ts';
import { type ConnectedEmulator, connectEmulator } from './connect-emulator.ts';
import { canBeShared, serverOfRun } from './run-server.ts';
import { reportUnused, WHEN_UNUSED, type WhenUnused } from './unused.ts';

export type { AgentEvent } from './agent-events.ts';
export type { ConnectedEmulator } from './connect-emulator.ts';
export { EmulatorRefused } from './control-call.ts';
export type { LlmCall } from './journal-client.ts';

export interface EmulatorTestOptions extends StartOptions {
  /** A server for the test file alone, whose clock and recordings it may change; started in the process of the tests. */
  ownServer?: boolean;
  /** At the end of a test whose faults or scripts were not used: `warn` by default. */
  unused?: WhenUnused;
}

/** So that no assertion is about calls which the journal has forgotten. */
const JOURNAL = { max_entries: 100_000, max_bytes: 256 * 2 ** 20 };

/** What tests need of a server that is not theirs to close. */
export type ServerOfTests = Pick<Emulator, 'url' | 'port' | 'account'>;

export interface EmulatorFixtures {
  /** What all tests share: those of all files that give the same options. */
  emulatorServer: ServerOfTests;
  /** The test's own account, empty at its start and gone at its end. */
  emulator: ConnectedEmulator & { apiKey: string };
}

/**
 * Vitest's `test` with `emulator`; to be called at the top of a file. By default registered LLMs are simulated, so nothing
 * leaves the machine, and a key that is new opens an account of its own. `options` are those of startEmulator() and what is
 * said here. Files that
 * give the same ones share a server, which lives as long as the run; what cannot be handed to another process (`now`, a
 * log on standard error) makes it a server of the file's own.
 */
export function emulatorTest({ ownServer = false, unused = 'warn', ...given }: EmulatorTestOptions = {}) {
  if (!WHEN_UNUSED.includes(unused)) throw new TypeError(`unused should be one of ${WHEN_UNUSED.join(', ')}.`);
  const options: StartOptions = { upstream: 'simulate', ...given, isolation: 'key' };
  const shared = !ownServer && canBeShared(options);
  return base.extend<EmulatorFixtures>({
    emulatorServer: [
      // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from this pattern.
      async ({}, use) => {
        if (shared) return use(connectServer((await serverOfRun(options)).url, options));
        const server = await startEmulator(options);
        await use(server);
        await server.close();
      },
      { scope: 'worker' },
    ],
    emulator: async ({ emulatorServer: { url } }, use) => {
      const apiKey = `test-${randomUUID()}`;
      const { controlToken } = options;
      let usesClock = false;
      const emulator = connectEmulator({
        url,
        apiKey,
        ...(controlToken === undefined ? {} : { controlToken }),
        fetch: (target, request) => {
          if (shared) refuseChangeOfAll(String(target), request?.method);
          usesClock ||= request?.method === 'POST' && String(target).endsWith('/_emulator/clock');
          return fetch(target, request);
        },
      });
      await emulator.journal.settings(JOURNAL);
      await use({ ...emulator, apiKey });
      try {
        await reportUnused(emulator, unused);
      } finally {
        // It is the clock of the tests beside and after this one, too.
        if (usesClock) await emulator.clock.reset();
        await emulator.deleteAccount();
      }
    },
  });
}

const connectServer = (url: string, { controlToken }: StartOptions): ServerOfTests => ({
  url,
  port: Number(new URL(url).port),
  account: (account = DEFAULT_ACCOUNT) =>
    connectEmulator({ url, account, ...(controlToken === undefined ? {} : { controlToken }) }),
});

/** There is one clock and one set of recordings for all accounts, so for tests of other files that run at the same time. */
function refuseChangeOfAll(target: string, method = 'GET'): void {
  const [, what] = /\/_emulator\/(clock|recordings)\b/.exec(target) ?? [];
  if (what === undefined || method === 'GET') return;
  throw new Error(
    `The ${what} of an emulator that other test files use at the same time cannot be changed: make this file's \`test\` with emulatorTest({ ownServer: true }).`,
  );
}

export const test = emulatorTest();
export const it = test;
