/** The table of contents: builds every long-lived object and registers every area by name. */
import type { FastifyInstance } from 'fastify';
import { perAccount } from './accounts/account.ts';
import { DEFAULT_ACCOUNT } from './accounts/account-name.ts';
import type { AppOptions } from './app-options.ts';
import { createClock } from './calls/clock.ts';
import { createEmulation } from './compose/emulation.ts';
import { createEncoders } from './compose/encoders.ts';
import { createIdentities } from './compose/identities.ts';
import { identityRoutes } from './compose/identity-routes.ts';
import { createJobs } from './compose/jobs.ts';
import { createModels } from './compose/models.ts';
import { platformRoutes } from './compose/platform-routes.ts';
import { createSearch } from './compose/search.ts';
import { createSeeding } from './compose/seeding.ts';
import { consoleRoutes } from './console/console-routes.ts';
import { controlScope } from './control/control-scope.ts';
import { createSeedReader } from './control/seed/read/read-seed.ts';
import { docsRoutes } from './docs-routes.ts';
import { registerApiScope } from './http/api-scope.ts';
import { registerReadiness } from './http/callers/account-readiness.ts';
import { createServer } from './http/create-server.ts';
import { registerFaults } from './http/faults/fault-hooks.ts';
import { registerOperations } from './http/register-operations.ts';
import { registerRequestMetrics } from './http/watching/request-metrics.ts';
import { loadLanguageDetector } from './ingest/detect-language.ts';
import { createFileParser } from './ingest/parse-pool.ts';
import { createJournal } from './journal/journal.ts';
import { journalFetch } from './journal/listen/journal-fetch.ts';
import { meteredFetch } from './metrics/metered-upstream.ts';
import { createMetrics, levelsOf } from './metrics/metrics.ts';
import type { QueryDependencies } from './query/query-dependencies.ts';
import { queryRoutes } from './query/query-routes.ts';
import { createPlatformEncoder } from './retrieval/encoder/create-platform-encoder.ts';
import { chatTurnsRoutes } from './v2/chats/chat-turns-routes.ts';
import { createChatsRepository } from './v2/chats/chats-repository.ts';
import { chatsRoutes } from './v2/chats/chats-routes.ts';
import { corporaRoutes } from './v2/corpora/corpora-routes.ts';
import { corpusAttributesRoutes } from './v2/corpora/corpus-attributes-routes.ts';
import { bulkRoutes } from './v2/documents/bulk/bulk-routes.ts';
import { createDocumentIndexer } from './v2/documents/document-indexer.ts';
import { documentMetadataRoutes } from './v2/documents/document-metadata-routes.ts';
import { documentsRoutes } from './v2/documents/documents-routes.ts';
import { createMatchedMetadataRepository } from './v2/documents/metadata-query/matched-metadata-repository.ts';
import { metadataQueryRoutes } from './v2/documents/metadata-query/metadata-query-routes.ts';
import { summarizeRoutes } from './v2/documents/summarize/summarize-routes.ts';
import { uploadRoutes } from './v2/documents/upload/upload-routes.ts';
import { createEncodersRepository } from './v2/encoders/encoders-repository.ts';
import { encodersRoutes } from './v2/encoders/encoders-routes.ts';
import { createGenerationPresetsRepository } from './v2/generation-presets/generation-presets-repository.ts';
import { generationPresetsRoutes } from './v2/generation-presets/generation-presets-routes.ts';
import { promptsOf } from './v2/generation-presets/platform-presets.ts';
import { OPERATIONS } from './v2/index.ts';
import { jobsRoutes } from './v2/jobs/jobs-routes.ts';
import { chatCompletionsRoutes } from './v2/llms/chat-completions/chat-completions-routes.ts';
import { findLlmByName, requireEnabledLlm, requireLlm } from './v2/llms/finding/find-llm.ts';
import { DEFAULT_LLM } from './v2/llms/finding/platform-llms.ts';
import { createLlmsRepository } from './v2/llms/llms-repository.ts';
import { llmsRoutes } from './v2/llms/llms-routes.ts';
import { createQueriesRepository } from './v2/queries/queries-repository.ts';
import { queriesRoutes } from './v2/queries/queries-routes.ts';
import { findReranker } from './v2/rerankers/platform-rerankers.ts';
import { PLATFORM_TABLE_EXTRACTORS } from './v2/table-extractors/platform-table-extractors.ts';
import { createTemplateCache } from './velocity/velocity.ts';

const TEMPLATES_KEPT = 500;

/** Builds the server without listening. `prepare` runs before any route is registered. */
export async function buildApp(
  {
    accounts,
    access = { auth: 'open', isolation: 'shared' },
    fetch,
    builtIn,
    builtInPace,
    platformEncoder = createPlatformEncoder(),
    scheduleJobs,
    recordings,
    now: systemNow,
    log,
    ...options
  }: AppOptions,
  prepare: (app: FastifyInstance) => Promise<void> = async () => {},
): Promise<FastifyInstance> {
  const { clock = createClock(systemNow), environment = {}, guard = {}, simulated = false } = options;
  const { now } = clock;
  const llms = perAccount(({ db }) => createLlmsRepository(db, now));
  const presets = perAccount(({ db }) => createGenerationPresetsRepository(db));
  const emulation = createEmulation({ options, presets, log, clock });
  const { currentCall, scripts, scripted, faults, ids, trusted, jobSchedule } = emulation;
  accounts.equip({ now, newId: (account, kind) => ids(account).uuid(kind), seams: [] });
  const metrics = createMetrics(() => levelsOf(app, accounts, journal));
  const upstreamFetch = journalFetch(meteredFetch(fetch, metrics), currentCall);
  const journal = createJournal(now);
  const queries = perAccount((account) => createQueriesRepository(account.db, ids(account)));
  const chats = perAccount((account) => createChatsRepository(account.db, now, ids(account)));
  const registeredEncoders = perAccount(({ db }) => createEncodersRepository(db, now));
  const encoders = createEncoders({
    encoders: registeredEncoders,
    platform: platformEncoder,
    fetch: faults.fetch(upstreamFetch),
    now: systemNow,
    trusted,
  });
  const search = createSearch({ encoders, indexedUntil: jobSchedule.indexedUntil, now });
  const { corpora, documents, requireCorpus, requireWritableCorpus, rulesOf } = search;
  const { jobs, runner } = createJobs({
    search,
    now,
    schedule: scheduleJobs ?? jobSchedule.schedule,
    hold: accounts.hold,
    log,
    ids,
  });
  const identities = createIdentities({ accounts, access, requireCorpus, now, ids, trusted });
  const matchedMetadata = perAccount(({ db }) => createMatchedMetadataRepository(db));
  const models = createModels({
    llms,
    fetch: upstreamFetch,
    builtIn,
    builtInPace,
    scripted,
    faults,
    trusted,
    metrics,
    currentCall,
    now: systemNow,
  });
  const { parse: parseTemplate } = createTemplateCache(TEMPLATES_KEPT);

  let detector: ReturnType<typeof loadLanguageDetector> | undefined;
  const languages = () => (detector ??= loadLanguageDetector());

  const indexDocument = createDocumentIndexer(
    {
      documents,
      requireWritableCorpus,
      indexesAtOnce: (account) => trusted.get() !== undefined || jobSchedule.indexing(account).mode === 'instant',
      encode: encoders.encode,
    },
    rulesOf,
  );

  const files = createFileParser();

  const query: QueryDependencies = {
    requireCorpus,
    findGenerationPreset: (account, name) => presets(account).findByName(name),
    listGenerationPresets: (account) => presets(account).list().toReversed(),
    findLlm: (account, name) => findLlmByName(llms(account), name),
    openModel: models.open,
    parseTemplate,
    detectLanguage: async (text) => (await languages()).ofDocument([text]),
    searchCorpora: search.searchCorpora,
    pendingDocuments: search.pendingDocuments,
    findReranker,
    rerankSources: (account) => ({
      encode: encoders.encodeOnPlatform,
      readVectors: (parts) => search.readVectors(account, parts),
      now,
    }),
    listAttributeValues: search.listAttributeValues,
    listener: () => currentCall.get()?.note,
    observeStage: (stage, ms) => metrics.measure((meters) => meters.stageSeconds.observe({ stage }, ms / 1000)),
    saveHistory: (account, entry) => queries(account).save(entry),
    now,
  };

  const app = createServer(log, emulation.newRequestId);
  const seeds = createSeeding({
    accounts,
    // Awaited within: what inject returns starts only when it is awaited.
    inject: async (request) => await app.inject(request),
    trusted,
    rules: { scripts, faults: faults.of },
    jobsGoOn: (account) => jobSchedule.mode(account).mode === 'instant',
    now,
  });
  const reader = createSeedReader(environment);
  app.decorate('startWithSeed', async (file: string) => seeds.start(await reader.readFile(file)));
  app.addHook('onReady', async () => {
    accounts.onOpen(runner.resume);
  });
  app.addHook('onClose', async () => {
    runner.stop();
    await files.close();
  });
  await prepare(app);

  await app.register(async (api) => {
    const callers = { authenticate: identities.authenticate, hold: accounts.hold };
    const stranger = () => accounts.open(DEFAULT_ACCOUNT);
    const begin: typeof journal.begin = (call, ...rest) =>
      trusted.get() || call.bypass?.has('journal') ? undefined : journal.begin(call, ...rest);
    await registerApiScope(api, callers, { currentCall, begin, stranger });
    registerRequestMetrics(api, metrics.request);
    registerReadiness(api, seeds.ready);
    registerFaults(api, faults.source);
    // Registered only where a scope keeps something in, such as a parser: forty scopes take a fifth of the start.
    await llmsRoutes(api, { llms, testConnection: models.testConnection, promptsOf });
    await chatCompletionsRoutes(api, {
      requireLlm: (account, name, field) => requireEnabledLlm(llms(account), name, field),
      openModel: models.open,
      openScripted: models.openScripted,
      relay: models.relay,
      now,
    });
    await generationPresetsRoutes(api, {
      presets,
      requireLlm: (account, name, field) => void requireLlm(llms(account), name, field),
      parseTemplate,
    });
    await corporaRoutes(api, {
      corpora,
      requireCorpus,
      chooseEncoder: encoders.choose,
      encoderIdOf: encoders.idOf,
      deleteDocuments: (account, corpus) => documents(account).deleteAll(corpus),
    });
    const ofDocuments = {
      documents,
      requireCorpus,
      requireWritableCorpus,
      rulesOf,
      indexDocument,
      filterDocuments: search.filterDocuments,
    };
    await documentsRoutes(api, ofDocuments);
    await documentMetadataRoutes(api, ofDocuments);
    await summarizeRoutes(api, { documents, requireCorpus, generation: query });
    await api.register(uploadRoutes, {
      requireWritableCorpus,
      rulesOf,
      indexDocument,
      parseFile: files.parse,
      tableExtractors: PLATFORM_TABLE_EXTRACTORS,
      requireLlm: (account, name = DEFAULT_LLM, field) => requireEnabledLlm(llms(account), name, field),
      openModel: models.open,
      parseTemplate,
    });
    await corpusAttributesRoutes(api, {
      requireCorpus,
      submitJob: runner.submit,
      attributeStatistics: search.attributeStatistics,
    });
    await bulkRoutes(api, {
      requireWritableCorpus,
      rulesOf,
      submitJob: runner.submit,
      finishedJob: runner.finished,
      now,
    });
    await metadataQueryRoutes(api, {
      requireEnabledCorpus: requireWritableCorpus,
      attributeTexts: search.attributeTexts,
      matchedMetadata,
    });
    await jobsRoutes(api, { jobs });
    await queryRoutes(api, query);
    await queriesRoutes(api, { queries });
    await chatsRoutes(api, { chats, query });
    await chatTurnsRoutes(api, { chats, query });
    await platformRoutes(api, { detectLanguage: query.detectLanguage });
    await encodersRoutes(api, {
      encoders: registeredEncoders,
      measureDimensions: encoders.measureDimensions,
    });
    await identityRoutes(api, { identities });
    await registerOperations(api, OPERATIONS);
  });

  await app.register(controlScope, {
    accounts,
    access,
    simulated,
    authenticate: identities.authenticate,
    guard,
    recordings,
    metrics,
    journal,
    clock,
    jobSchedule,
    indexing: search.indexing,
    nextJob: (account) => jobs(account).next(),
    seeds,
    reader,
    faults: faults.of,
    scripts,
    findLlm: (account, name) => {
      const resolved = findLlmByName(llms(account), name);
      return resolved && 'found' in resolved ? resolved.found : undefined;
    },
    query,
  });
  await app.register(docsRoutes);
  await app.register(consoleRoutes);
  return app;
}
