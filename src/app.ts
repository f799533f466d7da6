/** The server: what stands in its seams, its scopes with their hooks, the operations, the emulator's own API, the console. */
import type { FastifyInstance } from 'fastify';
import { DEFAULT_ACCOUNT } from './accounts/account-name.ts';
import { holdsToIdentity } from './agent-loop/identity-rights.ts';
import { toolStandIn } from './agent-loop/tools/stand-in.ts';
import { knownWeb, webUpstream } from './agent-loop/tools/web/web.ts';
import { jqRunner } from './agent-loop/transforms.ts';
import type { AppOptions } from './app-options.ts';
import { currentCall, trusted } from './calls/call.ts';
import { createClock } from './calls/clock.ts';
import { consoleRoutes } from './console/console-routes.ts';
import { docsRoutes } from './docs-routes.ts';
import { createEmulation, openSeeds } from './emulation.ts';
import { scriptedOperations } from './emulator/api-scripts/scripted-operations.ts';
import { controlScope } from './emulator/emulator-scope.ts';
import { registerFaults } from './emulator/faults/answer-faults.ts';
import { createJournal } from './emulator/journal/journal.ts';
import { journalFetch } from './emulator/journal/journal-fetch.ts';
import { meteredFetch } from './emulator/metrics/metered-upstream.ts';
import { createMetrics, levelsOf } from './emulator/metrics/metrics.ts';
import { createSeedReader } from './emulator/seeds/read-seed.ts';
import { createWaitingWork } from './emulator/state/job-mode-routes.ts';
import { passThrough } from './emulator/vectara/pass-through.ts';
import { registerApiScope } from './http/api-scope.ts';
import { registerReadiness } from './http/callers.ts';
import { createServer } from './http/create-server.ts';
import { refuseOwnCalls } from './http/own-calls.ts';
import { registerOperations } from './http/register-operations.ts';
import { registerOtherOperations, registerStandIn } from './http/stand-ins.ts';
import { tokenEndpoint } from './http/token-endpoint.ts';
import { registerRequestMetrics } from './http/watching.ts';
import { createFileParser } from './ingest/parse-pool.ts';
import { createJq } from './jq/jq.ts';
import { createModels } from './models.ts';
import { createPython } from './python/python.ts';
import { stageObserver } from './query/answer-query.ts';
import { createPlatformEncoder } from './retrieval/encoder/create-platform-encoder.ts';
import { replica } from './v2/api-keys/new-api-key.ts';
import { createCallers } from './v2/callers.ts';
import { catchUp, indexing } from './v2/documents/indexing.ts';
import { maxDocumentParts } from './v2/documents/to-stored-document.ts';
import { fileParser } from './v2/documents/upload/upload-document.ts';
import { encoderUpstream, platformEncoder } from './v2/encoders/encoding.ts';
import { OPERATIONS } from './v2/index.ts';
import { createJobRunner, jobRunner } from './v2/jobs/job-runner.ts';
import { jobSchedule } from './v2/jobs/job-schedule.ts';
import { JOB_WORKS } from './v2/jobs/job-works.ts';
import { jobsOf } from './v2/jobs/jobs-repository.ts';
import { models } from './v2/llms/models.ts';
import { toolServerUpstream } from './v2/tool-servers/mcp-upstream.ts';
import { pythonRunner } from './v2/tools/python-of-tools.ts';

/** Builds the server without listening. `prepare` runs before any route is registered. */
export async function buildApp(
  options: AppOptions,
  prepare: (app: FastifyInstance) => Promise<void> = async () => {},
): Promise<FastifyInstance> {
  const { accounts, access = { auth: 'open', isolation: 'shared' }, recordings, now: systemNow, log } = options;
  const { clock = createClock(systemNow), environment = {}, guard = {}, browsers = {}, simulated = false } = options;
  const { now } = clock;
  const emulation = createEmulation(options, clock, log);
  const { faults, schedule } = emulation;
  const journal = createJournal(now, {}, options.traces?.take);
  const app = createServer(log, emulation.newRequestId, options.requestTimeoutMs);
  if (options.ownMark !== undefined) refuseOwnCalls(app, options.ownMark);
  const python = createPython();
  const metrics = createMetrics(() => levelsOf(app, accounts, journal, python));
  const callers = createCallers(accounts, access, now);
  const files = createFileParser();
  const jq = createJq();
  const fetch = journalFetch(meteredFetch(options.fetch, metrics), currentCall);
  const vectara = options.vectara === undefined ? undefined : passThrough(options.vectara, faults.fetch(fetch));
  const runner = createJobRunner({
    works: JOB_WORKS,
    schedule: options.scheduleJobs ?? schedule.schedule,
    prepare: catchUp,
    hold: accounts.hold,
    log,
  });

  accounts.equip({
    now,
    newId: (account, kind) => emulation.ids(account).uuid(kind),
    newSecret: (account, kind) => emulation.ids(account).secret(kind),
    seams: [
      models.is(createModels({ ...options, ...emulation, fetch, metrics, now: systemNow })),
      toolStandIn.is(emulation.standIn),
      holdsToIdentity.is(access.auth === 'strict'),
      platformEncoder.is(options.platformEncoder ?? createPlatformEncoder()),
      encoderUpstream.is({ fetch: faults.fetch(fetch), now: systemNow }),
      webUpstream.is({ fetch: faults.fetch(fetch), now: systemNow }),
      knownWeb.is(emulation.web),
      toolServerUpstream.is({ fetch: faults.fetch(fetch), now: systemNow, simulated }),
      fileParser.is(files),
      jqRunner.is(jq),
      pythonRunner.is(python),
      maxDocumentParts.is(options.maxDocumentParts ?? 250_000),
      replica.is(options.replica ?? ''),
      jobRunner.is(runner),
      jobSchedule.is(schedule),
      stageObserver.is((stage, ms) => metrics.measure((meters) => meters.stageSeconds.observe({ stage }, ms / 1000))),
    ],
  });

  // Awaited within: what inject returns starts only when it is awaited.
  const seeds = openSeeds(accounts, async (request) => await app.inject(request), emulation);
  const reader = createSeedReader(environment, options.seedEnv);
  app.decorate('startWithSeed', async (file: string) => seeds.start(await reader.readFile(file)));
  app.addHook('onReady', async () => accounts.onOpen(runner.resume));
  app.addHook('onClose', async () => {
    runner.stop();
    await Promise.all([files.close(), jq.close(), python.close()]);
  });
  await prepare(app);

  await app.register(async (api) => {
    const begin: typeof journal.begin = (call, ...rest) =>
      trusted.get() || call.bypass?.has('journal') ? undefined : journal.begin(call, ...rest);
    const stranger = () => accounts.open(DEFAULT_ACCOUNT);
    const isStrict = () => options.strictFields === true && trusted.get() === undefined;
    await registerApiScope(api, browsers, accounts, callers, { currentCall, begin, stranger }, isStrict);
    registerRequestMetrics(api, metrics.request);
    registerReadiness(api, seeds.ready);
    registerFaults(api, faults.source);
    registerStandIn(
      api,
      scriptedOperations(emulation.apiScripts, vectara, (account) => emulation.scripts(account).isStrict()),
    );
    await registerOperations(api, OPERATIONS);
    await registerOtherOperations(api, OPERATIONS);
    await api.register(tokenEndpoint, callers);
  });

  await app.register(controlScope, {
    ...{ accounts, access, simulated, guard, callers, recordings, metrics, journal, clock, seeds, reader },
    faults: faults.of,
    web: emulation.web,
    scripts: emulation.scripts,
    apiScripts: emulation.apiScripts,
    logProblem: options.logProblem ?? (() => undefined),
    waitingWork: createWaitingWork(schedule, indexing, (account) => jobsOf(account).next()),
  });
  await app.register(docsRoutes);
  await app.register(consoleRoutes);
  return app;
}
