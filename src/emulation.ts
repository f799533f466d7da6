/** What decides, beside the API itself, how calls go: scripts and faults, with the call that each is asked in. */
import { type PerAccount, perAccount } from './accounts/account.ts';
import type { Accounts } from './accounts/accounts.ts';
import { currentCall, trusted } from './calls/call.ts';
import type { Clock } from './calls/clock.ts';
import { createSeededIds, createSeededRequestIds, type Ids, RANDOM_IDS } from './calls/ids.ts';
import type { ApiScript } from './emulator/api-scripts/api-script-schema.ts';
import { createApiScripts } from './emulator/api-scripts/api-scripts.ts';
import type { FaultSubject } from './emulator/faults/answer-faults.ts';
import type { FaultRule } from './emulator/faults/fault-rule-schema.ts';
import { createFaults } from './emulator/faults/faults.ts';
import type { LoopbackGuardOptions } from './emulator/loopback-guard.ts';
import { createRulesRepository } from './emulator/rules/rules-repository.ts';
import type { Script } from './emulator/scripts/script-schema.ts';
import { createScriptedModels } from './emulator/scripts/scripted-models.ts';
import { scriptedTools } from './emulator/scripts/scripted-tools.ts';
import { createScripts } from './emulator/scripts/scripts.ts';
import type { Inject } from './emulator/seeds/apply-seed.ts';
import { createSeeds } from './emulator/seeds/seeds.ts';
import { createAccountWeb } from './emulator/web/account-web.ts';
import type { WebPage, WebSearchResults } from './emulator/web/web-schema.ts';
import { createRequestIds } from './http/request-id.ts';
import { DEFAULT_PRESET } from './query/plan/plan-generation.ts';
import { presetsOf } from './v2/generation-presets/generation-presets-repository.ts';
import type { JobMode } from './v2/jobs/job-mode.ts';
import { createJobSchedule, type JobSchedule } from './v2/jobs/job-schedule.ts';

export interface EmulationOptions {
  /** Who may use the emulator's own API, besides programs on this machine. */
  guard?: LoopbackGuardOptions;
  /** The time of the server; a new one over `now` by default. */
  clock?: Clock;
  /** What ids follow from; random ones without it. */
  seedIds?: string | undefined;
  /** When jobs go on and documents become searchable, where an account was not told otherwise. */
  jobMode?: JobMode | undefined;
  /** What `${NAME}` in the server's seed stands for. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Names of those that seeds may use which are sent to it, too; none by default. */
  seedEnv?: readonly string[];
  /** Whether a language model fails where an account's scripts do not say what it answers. */
  strictScripts?: boolean;
  /** Whether members of requests that Vectara would ignore are refused. */
  strictFields?: boolean;
  /** Whether texts such as `[[fault:status=503]]` in a request are obeyed. */
  magicFaults?: boolean;
}

/** The ids of each account: random, or, with a seed, the same again after the same calls. */
function createAccountIds(seed: string | undefined, now: () => number): PerAccount<Ids> {
  if (seed === undefined) return () => RANDOM_IDS;
  return perAccount(({ db, name }) => createSeededIds(seed, createRulesRepository<number>(db, 'ids', now), name));
}

/** When the jobs of each account go on; what was said of it is in its database. */
function createAccountJobSchedule(clock: Clock, byDefault?: JobMode): JobSchedule {
  const modes = perAccount(({ db }) => {
    const rules = createRulesRepository<JobMode>(db, 'job mode', clock.now);
    let mode = rules.list()[0]?.rule;
    return {
      get: () => mode,
      set(given: JobMode) {
        rules.put('mode', given);
        mode = given;
      },
    };
  });
  return createJobSchedule(modes, clock, byDefault);
}

export function createEmulation(
  { strictScripts = false, magicFaults = false, seedIds, jobMode }: EmulationOptions,
  clock: Clock,
  log: { debug(details: object, message: string): void },
) {
  const { now } = clock;
  const scripts = perAccount(({ db }) =>
    createScripts({
      store: createRulesRepository<Script>(db, 'script', now),
      settings: createRulesRepository<boolean>(db, 'script-setting', now),
      strictByDefault: strictScripts,
    }),
  );
  const apiScripts = perAccount((account) =>
    createApiScripts(
      createRulesRepository<ApiScript>(account.db, 'api-script', now),
      createRulesRepository<string>(account.db, 'scenario', now),
      () => scripts(account).isStrict(),
    ),
  );
  const faults = createFaults({
    storeOf: perAccount(({ db }) => createRulesRepository<FaultRule>(db, 'fault', now)),
    magic: magicFaults,
    currentCall,
    llmOfPreset: (account, name = DEFAULT_PRESET) => presetsOf(account).findByName(name)?.llm_name,
  });
  return {
    ids: createAccountIds(seedIds, now),
    newRequestId: seedIds === undefined ? createRequestIds() : createSeededRequestIds(seedIds),
    schedule: createAccountJobSchedule(clock, jobMode),
    scripts,
    apiScripts,
    scripted: createScriptedModels(scripts, log),
    web: perAccount(({ db }) =>
      createAccountWeb({
        pages: createRulesRepository<WebPage>(db, 'web page', now),
        searchResults: createRulesRepository<WebSearchResults>(db, 'web search results', now),
      }),
    ),
    /** Faults spoil what scripts answer, too. */
    standIn: faults.tools(scriptedTools(scripts)),
    faults: {
      ...faults,
      // An account is filled from its seed whatever faults the seed has.
      source: { open: (subject: FaultSubject) => (trusted.get() ? undefined : faults.source.open(subject)) },
    },
  };
}

/** Seeds, and what each account remembers of its own. */
export function openSeeds(
  accounts: Accounts,
  inject: Inject,
  { scripts, apiScripts, faults, schedule, web }: ReturnType<typeof createEmulation>,
) {
  return createSeeds(accounts, {
    inject,
    rules: {
      scripts,
      api_scripts: apiScripts,
      faults: faults.of,
      web_pages: (account) => web(account).pages,
      web_search_results: (account) => web(account).searchResults,
    },
    jobsGoOn: (account) => schedule.mode(account).mode === 'instant',
  });
}
