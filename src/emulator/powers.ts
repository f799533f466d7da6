import type { PerAccount } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../calls/clock.ts';
import type { ApiScripts } from './api-scripts/api-scripts.ts';
import type { AccountFaults } from './faults/account-faults.ts';
import type { Journal } from './journal/journal.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Recordings } from './recordings/recordings.ts';
import type { Scripts } from './scripts/scripts.ts';
import type { SeedReader } from './seeds/read-seed.ts';
import type { Seeds } from './seeds/seeds.ts';
import type { WaitingWork } from './state/job-mode-routes.ts';
import type { AccountWeb } from './web/account-web.ts';

/** What the emulator can do that Vectara cannot: its own API is their face, a file of routes beside each. */
export interface Powers {
  accounts: Accounts;
  access: { auth: 'open' | 'strict'; isolation: 'shared' | 'key' };
  /** Whether registered LLMs are answered for instead of called. */
  simulated: boolean;
  clock: Clock;
  faults: PerAccount<AccountFaults>;
  scripts: PerAccount<Scripts>;
  apiScripts: PerAccount<ApiScripts>;
  recordings: Recordings | undefined;
  journal: Journal;
  metrics: Metrics;
  seeds: Seeds;
  reader: SeedReader;
  waitingWork: WaitingWork;
  web: PerAccount<AccountWeb>;
  /** Why lines of the log are lost, if they are. */
  logProblem(): string | undefined;
  /** Aborts when the server closes, which would wait for polls and streams otherwise. */
  closing: AbortSignal;
}
