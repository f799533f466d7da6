/** The table of contents: builds every long-lived object and registers every area by name. */
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { perAccount } from './accounts/account.ts';
import type { Accounts } from './accounts/accounts.ts';
import { accountsRoutes } from './control/accounts-routes.ts';
import { healthRoutes } from './control/health-routes.ts';
import { registerLoopbackGuard } from './control/loopback-guard.ts';
import { docsRoutes } from './docs-routes.ts';
import { createEncoders } from './encoders.ts';
import { registerApiScope } from './http/api-scope.ts';
import { answerClientError } from './http/client-error.ts';
import { registerErrorHandler, sendError } from './http/error-handler.ts';
import { registerJsonBody } from './http/json-body.ts';
import { createRequestIds } from './http/request-id.ts';
import { registerRequestLog } from './http/request-log.ts';
import { registerValidation } from './http/validation.ts';
import { type AccessOptions, createIdentities } from './identities.ts';
import { loadLanguageDetector } from './ingest/detect-language.ts';
import { createFileParser } from './ingest/pool/parse-pool.ts';
import { createJobs } from './jobs.ts';
import { createModels } from './models.ts';
import type { QueryDependencies } from './query/query-dependencies.ts';
import { queryRoutes } from './query/query-routes.ts';
import { apiKeysRoutes } from './resources/api-keys/api-keys-routes.ts';
import { appClientsRoutes } from './resources/app-clients/app-clients-routes.ts';
import { chatTurnsRoutes } from './resources/chats/chat-turns-routes.ts';
import { createChatsRepository } from './resources/chats/chats-repository.ts';
import { chatsRoutes } from './resources/chats/chats-routes.ts';
import { corporaRoutes } from './resources/corpora/corpora-routes.ts';
import { corpusAttributesRoutes } from './resources/corpora/corpus-attributes-routes.ts';
import { bulkRoutes } from './resources/documents/bulk/bulk-routes.ts';
import { createDocumentIndexer } from './resources/documents/document-indexer.ts';
import { documentMetadataRoutes } from './resources/documents/document-metadata-routes.ts';
import { documentsRoutes } from './resources/documents/documents-routes.ts';
import { createMatchedMetadataRepository } from './resources/documents/metadata-query/matched-metadata-repository.ts';
import { metadataQueryRoutes } from './resources/documents/metadata-query/metadata-query-routes.ts';
import { summarizeRoutes } from './resources/documents/summarize/summarize-routes.ts';
import { uploadRoutes } from './resources/documents/upload/upload-routes.ts';
import { createEncodersRepository } from './resources/encoders/encoders-repository.ts';
import { encodersRoutes } from './resources/encoders/encoders-routes.ts';
import { factualConsistencyRoutes } from './resources/evaluation/factual-consistency-routes.ts';
import { hallucinationCorrectorsRoutes } from './resources/evaluation/hallucination-correctors-routes.ts';
import { createGenerationPresetsRepository } from './resources/generation-presets/generation-presets-repository.ts';
import { generationPresetsRoutes } from './resources/generation-presets/generation-presets-routes.ts';
import { promptsOf } from './resources/generation-presets/platform-presets.ts';
import { onNextTick, type Schedule } from './resources/jobs/job-runner.ts';
import { jobsRoutes } from './resources/jobs/jobs-routes.ts';
import { chatCompletionsRoutes } from './resources/llms/chat-completions-routes.ts';
import { findLlmByName, requireEnabledLlm, requireLlm } from './resources/llms/find-llm.ts';
import { createLlmsRepository } from './resources/llms/llms-repository.ts';
import { llmsRoutes } from './resources/llms/llms-routes.ts';
import { DEFAULT_LLM } from './resources/llms/platform-llms.ts';
import { oauthRoutes } from './resources/oauth/oauth-routes.ts';
import { createQueriesRepository } from './resources/queries/queries-repository.ts';
import { queriesRoutes } from './resources/queries/queries-routes.ts';
import { findReranker } from './resources/rerankers/platform-rerankers.ts';
import { rerankersRoutes } from './resources/rerankers/rerankers-routes.ts';
import { PLATFORM_TABLE_EXTRACTORS } from './resources/table-extractors/platform-table-extractors.ts';
import { tableExtractorsRoutes } from './resources/table-extractors/table-extractors-routes.ts';
import { usersRoutes } from './resources/users/users-routes.ts';
import { createPlatformEncoder } from './retrieval/encoder/create-platform-encoder.ts';
import type { Encoder } from './retrieval/encoder/encoder.ts';
import { createSearch } from './search.ts';
import type { LanguageModel } from './upstream/language-model.ts';
import type { UpstreamFetch } from './upstream/upstream-fetch.ts';
import { createTemplateCache } from './velocity/velocity.ts';

const LARGEST_BODY_BYTES = 64 * 1024 * 1024;
/** Characters, percent-encoded: document ids may have 1024 of any script. */
const LONGEST_PARAMETER = 12 * 1024;
/** Bytes of a request's address and headers: ten thousand document ids are given in the address. */
const LARGEST_HEAD = 512 * 1024;
const TEMPLATES_KEPT = 500;

export interface AppOptions {
  accounts: Accounts;
  /** How callers are told apart; the open mode with one account by default. */
  access?: AccessOptions;
  /** How registered LLMs and encoders are reached. */
  fetch: UpstreamFetch;
  /** The model behind the platform's LLMs. */
  builtIn: LanguageModel;
  /** Loads the platform's encoder, once. */
  platformEncoder?: () => Promise<Encoder>;
  /** When jobs go on; on the next tick by default. */
  scheduleJobs?: Schedule;
  /** Milliseconds since 1970. */
  now: () => number;
  log: FastifyBaseLogger;
}

/** Builds the server without listening. `prepare` runs before any route is registered. */
export async function buildApp(
  {
    accounts,
    access = { auth: 'open', isolation: 'shared' },
    fetch,
    builtIn,
    platformEncoder = createPlatformEncoder(),
    scheduleJobs = onNextTick,
    now,
    log,
  }: AppOptions,
  prepare: (app: FastifyInstance) => Promise<void> = async () => {},
): Promise<FastifyInstance> {
  const llms = perAccount(({ db }) => createLlmsRepository(db, now));
  const presets = perAccount(({ db }) => createGenerationPresetsRepository(db));
  const queries = perAccount(({ db }) => createQueriesRepository(db));
  const chats = perAccount(({ db }) => createChatsRepository(db, now));
  const registeredEncoders = perAccount(({ db }) => createEncodersRepository(db, now));
  const encoders = createEncoders({ encoders: registeredEncoders, platform: platformEncoder, fetch, now });
  const search = createSearch(encoders, now);
  const { corpora, documents, requireCorpus, requireWritableCorpus, rulesOf } = search;
  const { jobs, runner } = createJobs({ search, now, schedule: scheduleJobs, hold: accounts.hold, log });
  const identities = createIdentities({ accounts, access, requireCorpus, now });
  const matchedMetadata = perAccount(({ db }) => createMatchedMetadataRepository(db));
  const models = createModels({ llms, fetch, builtIn, now });
  const { parse: parseTemplate } = createTemplateCache(TEMPLATES_KEPT);

  let detector: ReturnType<typeof loadLanguageDetector> | undefined;
  const languages = () => (detector ??= loadLanguageDetector());

  const indexDocument = createDocumentIndexer(
    {
      documents,
      requireWritableCorpus,
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
    findReranker,
    rerankSources: (account) => ({
      encode: encoders.encodeOnPlatform,
      readVectors: (parts) => search.readVectors(account, parts),
      now,
    }),
    listAttributeValues: search.listAttributeValues,
    saveHistory: (account, entry) => queries(account).save(entry),
    now,
  };

  const app = Fastify({
    loggerInstance: log,
    genReqId: createRequestIds(),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: LARGEST_BODY_BYTES,
    http: { maxHeaderSize: LARGEST_HEAD },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_PARAMETER },
    // A request that comes over an open connection while closing is answered, and the connection closed after it.
    return503OnClosing: false,
    frameworkErrors: sendError,
    clientErrorHandler: answerClientError,
  });
  registerErrorHandler(app);
  registerValidation(app);
  registerJsonBody(app);
  registerRequestLog(app);
  app.addHook('onReady', async () => {
    accounts.onOpen(runner.resume);
  });
  app.addHook('onClose', async () => {
    runner.stop();
    await files.close();
  });
  await prepare(app);

  await app.register(async (api) => {
    await registerApiScope(api, { authenticate: identities.authenticate, hold: accounts.hold });
    await api.register(llmsRoutes, { llms, testConnection: models.testConnection, promptsOf });
    await api.register(chatCompletionsRoutes, {
      requireLlm: (account, name, field) => requireEnabledLlm(llms(account), name, field),
      openModel: models.open,
      relay: models.relay,
      now,
    });
    await api.register(generationPresetsRoutes, {
      presets,
      requireLlm: (account, name, field) => void requireLlm(llms(account), name, field),
      parseTemplate,
    });
    await api.register(corporaRoutes, {
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
    await api.register(documentsRoutes, ofDocuments);
    await api.register(documentMetadataRoutes, ofDocuments);
    await api.register(summarizeRoutes, { documents, requireCorpus, generation: query });
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
    await api.register(corpusAttributesRoutes, {
      requireCorpus,
      submitJob: runner.submit,
      attributeStatistics: search.attributeStatistics,
    });
    await api.register(bulkRoutes, {
      requireWritableCorpus,
      rulesOf,
      submitJob: runner.submit,
      finishedJob: runner.finished,
      now,
    });
    await api.register(metadataQueryRoutes, {
      requireEnabledCorpus: requireWritableCorpus,
      attributeTexts: search.attributeTexts,
      matchedMetadata,
    });
    await api.register(jobsRoutes, { jobs });
    await api.register(queryRoutes, query);
    await api.register(queriesRoutes, { queries });
    await api.register(chatsRoutes, { chats, query });
    await api.register(chatTurnsRoutes, { chats, query });
    await api.register(rerankersRoutes);
    await api.register(factualConsistencyRoutes);
    await api.register(hallucinationCorrectorsRoutes, { detectLanguage: query.detectLanguage });
    await api.register(encodersRoutes, {
      encoders: registeredEncoders,
      measureDimensions: encoders.measureDimensions,
    });
    await api.register(tableExtractorsRoutes);
    await api.register(apiKeysRoutes, identities);
    await api.register(appClientsRoutes, identities);
    await api.register(usersRoutes, identities);
    await api.register(oauthRoutes, { issueToken: identities.issueToken });
  });

  await app.register(async (control) => {
    registerLoopbackGuard(control);
    await control.register(healthRoutes);
    await control.register(accountsRoutes, { accounts, authenticate: identities.authenticate });
  });
  await app.register(docsRoutes);
  return app;
}
