/** What decides, beside the API itself, how calls go: scripts and faults, with the call that each is asked in. */
import { type PerAccount, perAccount } from '../accounts/account.ts';
import type { Clock } from '../calls/clock.ts';
import { createCurrentCall } from '../calls/current-call.ts';
import { createSeededRequestIds } from '../calls/ids.ts';
import { createTrustedCalls } from '../calls/trusted-calls.ts';
import type { LoopbackGuardOptions } from '../control/loopback-guard.ts';
import { createRulesRepository } from '../control/rules/rules-repository.ts';
import { createFaults } from '../faults/faults.ts';
import type { FaultRule } from '../faults/schema/fault-rule-schema.ts';
import type { FaultSubject } from '../http/faults/fault-source.ts';
import { createRequestIds } from '../http/request-id.ts';
import { DEFAULT_PRESET } from '../query/plan/plan-generation.ts';
import { createScriptedModels } from '../scripting/scripted-models.ts';
import { createScripts } from '../scripting/scripts.ts';
import type { Script } from '../scripting/scripts-schema.ts';
import type { GenerationPresetsRepository } from '../v2/generation-presets/generation-presets-repository.ts';
import type { JobMode } from '../v2/jobs/job-mode.ts';
import { createAccountIds, createAccountJobSchedule } from './seeding.ts';

export interface EmulationOptions {
  /** Who may use the emulator's own API, besides programs on this machine. */
  guard?: LoopbackGuardOptions;
  /** The time of the server; a new one over `now` by default. */
  clock?: Clock;
  /** What ids follow from; random ones without it. */
  seedIds?: string | undefined;
  /** When jobs go on and documents become searchable, where an account was not told otherwise. */
  jobMode?: JobMode | undefined;
  /** What `${NAME}` in seeds stands for. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** Whether a language model fails where an account's scripts do not say what it answers. */
  strictScripts?: boolean;
  /** Whether texts such as `[[fault:status=503]]` in a request are obeyed. */
  magicFaults?: boolean;
}

interface EmulationSources {
  options: EmulationOptions;
  presets: PerAccount<GenerationPresetsRepository>;
  log: { debug(details: object, message: string): void };
  clock: Clock;
}

export function createEmulation({ options, presets, log, clock }: EmulationSources) {
  const { strictScripts = false, magicFaults = false, seedIds, jobMode } = options;
  const { now } = clock;
  const currentCall = createCurrentCall();
  const scripts = perAccount(({ db }) =>
    createScripts({
      store: createRulesRepository<Script>(db, 'script', now),
      settings: createRulesRepository<boolean>(db, 'script-setting', now),
      strictByDefault: strictScripts,
    }),
  );
  const trusted = createTrustedCalls();
  const faults = createFaults({
    storeOf: perAccount(({ db }) => createRulesRepository<FaultRule>(db, 'fault', now)),
    magic: magicFaults,
    currentCall,
    llmOfPreset: (account, name = DEFAULT_PRESET) => presets(account).findByName(name)?.llm_name,
  });
  return {
    ids: createAccountIds(seedIds, now),
    newRequestId: seedIds === undefined ? createRequestIds() : createSeededRequestIds(seedIds),
    jobSchedule: createAccountJobSchedule(clock, jobMode),
    trusted,
    currentCall,
    scripts,
    scripted: createScriptedModels({ scripts, currentCall: currentCall.get, log }),
    faults: {
      ...faults,
      // An account is filled from its seed whatever faults the seed has.
      source: { open: (subject: FaultSubject) => (trusted.get() ? undefined : faults.source.open(subject)) },
    },
  };
}
