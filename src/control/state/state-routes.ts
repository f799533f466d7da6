import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { PerAccount } from '../../accounts/account.ts';
import type { Clock } from '../../calls/clock.ts';
import type { AccountFaults } from '../../faults/account-faults.ts';
import type { Journal } from '../../journal/journal.ts';
import type { Recordings } from '../../recording/recordings.ts';
import { ShownJobMode } from '../../resources/jobs/job-mode.ts';
import type { Scripts } from '../../scripting/scripts.ts';
import { RecordingSettings } from '../recordings/recordings-schema.ts';
import { ClockState, describeClock } from './clock-routes.ts';
import type { WaitingWork } from './waiting-work.ts';

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

const State = Type.Object({
  account: Type.String({ description: 'That a request with these headers reaches.' }),
  auth: Type.Union([Type.Literal('open'), Type.Literal('strict')]),
  isolation: Type.Union([Type.Literal('shared'), Type.Literal('key')]),
  upstream: Type.Object({
    simulated: Type.Boolean({ description: 'Whether the built-in model answers for registered LLMs.' }),
    recordings: Type.Optional(RecordingSettings.properties.mode),
  }),
  clock: ClockState,
  jobs: ShownJobMode,
  faults: Type.Object({ count: Type.Integer(), magic: Type.Boolean() }),
  scripts: Type.Object({ count: Type.Integer(), strict: Type.Boolean() }),
  journal: Type.Object({ enabled: Type.Boolean() }),
});

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
        response: { 200: State },
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
