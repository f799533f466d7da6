import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Powers } from '../powers.ts';
import { describeClock } from './clock-routes.ts';
import { EmulatorState } from './state-schema.ts';

/** Everything that makes the account behave unlike Vectara, at a glance. */
export const stateRoutes: FastifyPluginAsyncTypebox<
  Pick<
    Powers,
    'access' | 'simulated' | 'clock' | 'waitingWork' | 'faults' | 'scripts' | 'apiScripts' | 'recordings' | 'journal'
  >
> = async (app, dependencies) => {
  const { access, simulated, clock, waitingWork, faults, scripts, apiScripts, recordings, journal } = dependencies;
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
      api_scripts: { count: apiScripts(account).list().length, scenarios: apiScripts(account).scenarios() },
      journal: { enabled: journal.settings(account).enabled },
    }),
  );
};
