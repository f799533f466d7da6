import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { PerAccount } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../calls/clock.ts';
import { type ControlAccountDependencies, registerControlAccount } from '../http/callers.ts';
import { registerEmulatorHeaders } from '../http/emulator-headers.ts';
import { accountsRoutes, ownAccountRoutes } from './accounts-routes.ts';
import { type FaultsDependencies, faultsRoutes } from './faults/faults-routes.ts';
import type { Journal } from './journal/journal.ts';
import { journalLiveRoutes, journalRoutes } from './journal/journal-routes.ts';
import { type LoopbackGuardOptions, registerLoopbackGuard } from './loopback-guard.ts';
import type { Metrics } from './metrics/metrics.ts';
import { metricsRoutes } from './metrics/metrics-routes.ts';
import { promptsRoutes } from './prompts/prompts-routes.ts';
import type { Recordings } from './recordings/recordings.ts';
import { recordingsRoutes } from './recordings/recordings-routes.ts';
import { unusedRoutes } from './rules/unused-routes.ts';
import type { Scripts } from './scripts/scripts.ts';
import { scriptsRoutes } from './scripts/scripts-routes.ts';
import type { SeedReader } from './seeds/read-seed.ts';
import { resetRoutes, seedRoutes } from './seeds/seed-routes.ts';
import type { Seeds } from './seeds/seeds.ts';
import { clockRoutes } from './state/clock-routes.ts';
import { createWaitingWork, jobModeRoutes, type WaitingWorkSources } from './state/job-mode-routes.ts';
import { snapshotFilesRoutes, snapshotsRoutes } from './state/snapshots-routes.ts';
import { type StateDependencies, stateRoutes } from './state/state-routes.ts';
import { registerStrictRequests } from './strict-requests.ts';

export interface ControlDependencies extends WaitingWorkSources, Pick<StateDependencies, 'access' | 'simulated'> {
  accounts: Accounts;
  authenticate: ControlAccountDependencies['authenticate'];
  guard: LoopbackGuardOptions;
  recordings: Recordings | undefined;
  metrics: Metrics;
  journal: Journal;
  clock: Clock;
  seeds: Seeds;
  reader: SeedReader;
  faults: FaultsDependencies['faults'];
  scripts: PerAccount<Scripts>;
}

/** The emulator's own API: what is of the server, then what is of one account. */
export async function controlScope(control: FastifyInstance, dependencies: ControlDependencies): Promise<void> {
  const { accounts, authenticate, guard, recordings, metrics, journal, clock, seeds, reader, faults, scripts } =
    dependencies;
  const waitingWork = createWaitingWork(dependencies);
  const closing = new AbortController();
  control.addHook('preClose', async () => closing.abort());
  registerLoopbackGuard(control, guard);
  registerEmulatorHeaders(control);
  registerStrictRequests(control);
  await healthRoutes(control, {});
  await accountsRoutes(control, { accounts, journal });
  await metricsRoutes(control, { metrics });
  await clockRoutes(control, { clock });
  if (recordings) await recordingsRoutes(control, { recordings });

  await control.register(async (ofAccount) => {
    registerControlAccount(ofAccount, { accounts, authenticate });
    // Where its seed does not go in, resetting an account is a way out.
    ofAccount.addHook('onRequest', async ({ account }) => void (await seeds.ready(account)?.catch(() => {})));
    await ownAccountRoutes(ofAccount, {});
    await stateRoutes(ofAccount, { ...dependencies, waitingWork });
    await journalRoutes(ofAccount, { journal, closing: closing.signal });
    await journalLiveRoutes(ofAccount, { journal, closing: closing.signal });
    await resetRoutes(ofAccount, { seeds });
    await ofAccount.register(seedRoutes, { seeds, reader });
    await snapshotsRoutes(ofAccount, { accounts, seeds });
    await ofAccount.register(snapshotFilesRoutes, { accounts });
    await jobModeRoutes(ofAccount, { waitingWork });
    await faultsRoutes(ofAccount, { faults });
    await scriptsRoutes(ofAccount, { scripts });
    await unusedRoutes(ofAccount, { faults, scripts });
    await promptsRoutes(ofAccount, {});
  });
}

const State = Type.Object({ status: Type.String() });

/** Liveness and readiness. Routes are served only after every account is migrated, so being reachable is being ready. */
export const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const schema = (operationId: string) => ({ operationId, tags: ['Emulator'], response: { 200: State } });
  app.get('/_emulator/health', { schema: schema('getHealth') }, async () => ({ status: 'live' }));
  app.get('/_emulator/ready', { schema: schema('getReadiness') }, async () => ({ status: 'ready' }));
};
