import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PerAccount } from '../../accounts/account.ts';
import type { Clock } from '../../calls/clock.ts';
import type { AccountFaults } from '../faults/account-faults.ts';
import type { Journal } from '../journal/journal.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Scripts } from '../scripts/scripts.ts';
import { describeClock } from './clock-routes.ts';
import type { WaitingWork } from './job-mode-routes.ts';
import { EmulatorState } from './state-schema.ts';

export interface StateDependencies {
  access: { auth: 'open' | 'strict'; isolation: 'shared' | 'key' };
  /** Whether registered LLMs are answered for instead of called. */
  simulated: boolean;
  clock: Clock;
  waitingWork: WaitingWork;
  faults: PerAccount<AccountFaults>;
  scripts: PerAccount<Scripts>;
  recordings: Recordings | undefined;
  journal: Journal;
}

/** Everything that makes the account behave unlike Vectara, at a glance. */
export const stateRoutes: FastifyPluginAsyncTypebox<StateDependencies> = async (app, dependencies) => {
  const { access, simulated, clock, waitingWork, faults, scripts, recordings, journal } = dependencies;
  app.get(
    '/_emulator/state',
    {
      schema: {
        operationId: 'getState',
        summary: 'What is switched on: faults, scripts, recordings, a moved clock, held jobs and documents.',
        tags: ['Emulator'],
        response: { 200: EmulatorState },
      },
    },
    async ({ account }) => ({
      account: account.name,
      auth: access.auth,
      isolation: access.isolation,
      upstream: { simulated, ...(recordings && { recordings: recordings.settings().mode }) },
      clock: describeClock(clock),
      jobs: waitingWork.mode(account),
      faults: { count: faults(account).list().length, magic: faults(account).magic },
      scripts: { count: scripts(account).list().length, strict: scripts(account).isStrict() },
      journal: { enabled: journal.settings(account).enabled },
    }),
  );
};
