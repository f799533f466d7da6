import type { AddressInfo } from 'node:net';
import { openAccounts } from '../../../src/accounts/accounts.ts';
import { buildApp } from '../../../src/app.ts';
import { createLog } from '../../../src/log.ts';
import { openUpstream } from '../../../src/upstream/network/open-upstream.ts';

interface HeldJobsOptions {
  dataDir?: string;
  now?: (() => number) | undefined;
  /** How many turns jobs take by themselves before they hold. */
  freeTurns?: number;
}

/** The whole emulator, but jobs do not go on by themselves: `advance` gives them one turn; false when none waits for one. */
export async function startWithHeldJobs({ dataDir, now = Date.now, freeTurns = 0 }: HeldJobsOptions) {
  const accounts = openAccounts(dataDir);
  const { fetch, builtIn } = openUpstream('simulate');
  const turns: (() => void)[] = [];
  let free = freeTurns;
  const scheduleJobs = (turn: () => void) => {
    if (free > 0) setImmediate(turn);
    else turns.push(turn);
    free -= 1;
  };
  const app = await buildApp({ accounts, fetch, builtIn, scheduleJobs, now, log: (await createLog('silent')).logger });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    advance(): boolean {
      const turn = turns.shift();
      turn?.();
      return turn !== undefined;
    },
    async close() {
      const closed = app.close();
      app.server.closeAllConnections();
      await closed;
      accounts.close();
    },
  };
}
