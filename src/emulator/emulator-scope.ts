import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { type Callers, registerControlAccount } from '../http/callers.ts';
import { registerEmulatorHeaders } from '../http/emulator-headers.ts';
import { accountsRoutes, ownAccountRoutes } from './accounts-routes.ts';
import { apiScriptsRoutes } from './api-scripts/api-scripts-routes.ts';
import { faultsRoutes } from './faults/faults-routes.ts';
import { journalLiveRoutes, journalRoutes } from './journal/journal-routes.ts';
import { type LoopbackGuardOptions, registerLoopbackGuard } from './loopback-guard.ts';
import { mcpRoutes, rememberRoutes } from './mcp/mcp-routes.ts';
import { metricsRoutes } from './metrics/metrics-routes.ts';
import type { Powers } from './powers.ts';
import { promptsRoutes } from './prompts/prompts-routes.ts';
import { recordingsRoutes } from './recordings/recordings-routes.ts';
import { unusedRoutes } from './rules/unused-routes.ts';
import { scriptsRoutes } from './scripts/scripts-routes.ts';
import { resetRoutes, seedRoutes } from './seeds/seed-routes.ts';
import { clockRoutes } from './state/clock-routes.ts';
import { jobModeRoutes } from './state/job-mode-routes.ts';
import { snapshotFilesRoutes, snapshotsRoutes } from './state/snapshots-routes.ts';
import { stateRoutes } from './state/state-routes.ts';
import { registerStrictRequests } from './strict-requests.ts';
import { webRoutes } from './web/web-routes.ts';

/** The emulator's own API: what is of the server, then what is of one account. */
export async function controlScope(
  control: FastifyInstance,
  { guard, callers, ...given }: Omit<Powers, 'closing'> & { guard: LoopbackGuardOptions; callers: Callers },
): Promise<void> {
  const closing = new AbortController();
  control.addHook('preClose', async () => closing.abort());
  const powers: Powers = { ...given, closing: closing.signal };
  const { accounts, recordings, seeds } = powers;
  registerLoopbackGuard(control, guard);
  registerEmulatorHeaders(control);
  registerStrictRequests(control);
  const routes = rememberRoutes(control);
  await healthRoutes(control, powers);
  await accountsRoutes(control, powers);
  await metricsRoutes(control, powers);
  await clockRoutes(control, powers);
  if (recordings) await recordingsRoutes(control, { recordings });

  await control.register(async (ofAccount) => {
    registerControlAccount(ofAccount, accounts, callers);
    // Where its seed does not go in, resetting an account is a way out.
    ofAccount.addHook('onRequest', async ({ account }) => {
      if (account) await seeds.ready(account)?.catch(() => {});
    });
    await ownAccountRoutes(ofAccount, {});
    await stateRoutes(ofAccount, powers);
    await journalRoutes(ofAccount, powers);
    await journalLiveRoutes(ofAccount, powers);
    await resetRoutes(ofAccount, powers);
    await ofAccount.register(seedRoutes, powers);
    await snapshotsRoutes(ofAccount, powers);
    await ofAccount.register(snapshotFilesRoutes, powers);
    await jobModeRoutes(ofAccount, powers);
    await faultsRoutes(ofAccount, powers);
    await scriptsRoutes(ofAccount, powers);
    await apiScriptsRoutes(ofAccount, powers);
    await webRoutes(ofAccount, powers);
    await unusedRoutes(ofAccount, powers);
    await promptsRoutes(ofAccount, {});
    await mcpRoutes(ofAccount, { ...powers, routes });
  });
}

const Health = Type.Object({
  status: Type.Union([Type.Literal('live'), Type.Literal('degraded')]),
  problems: Type.Optional(
    Type.Array(Type.String(), { description: 'Why it is degraded: a full disk, a damaged account, a log that fails.' }),
  ),
});
const Readiness = Type.Object({ status: Type.String() });

/** Liveness and readiness. Routes are served only after every account is migrated, so being reachable is being ready. */
export const healthRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'accounts' | 'logProblem'>> = async (app, powers) => {
  const schema = <Answer extends TSchema>(operationId: string, answer: Answer) => ({
    operationId,
    tags: ['Emulator'],
    response: { 200: answer },
  });
  app.get('/_emulator/health', { schema: schema('getHealth', Health) }, async () => {
    const problems = [...powers.accounts.problems(), powers.logProblem()].filter((one) => one !== undefined);
    return problems.length === 0 ? { status: 'live' as const } : { status: 'degraded' as const, problems };
  });
  app.get('/_emulator/ready', { schema: schema('getReadiness', Readiness) }, async () => ({ status: 'ready' }));
};
