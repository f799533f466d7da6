/** Seeds, and what each account remembers of its own running: put together from its rules. */
import { type Account, type PerAccount, perAccount } from '../accounts/account.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../calls/clock.ts';
import { createSeededIds, type Ids, RANDOM_IDS } from '../calls/ids.ts';
import type { TrustedCalls } from '../calls/trusted-calls.ts';
import { createRulesRepository } from '../control/rules/rules-repository.ts';
import type { Inject } from '../control/seed/apply/api-calls.ts';
import type { RuleTargets } from '../control/seed/apply/apply-rules.ts';
import { createLedger } from '../control/seed/ledger.ts';
import { createSeeds } from '../control/seed/seeds.ts';
import type { JobMode } from '../v2/jobs/job-mode.ts';
import { createJobSchedule } from '../v2/jobs/job-schedule.ts';

/** The ids of each account: random, or, with a seed, the same again after the same calls. */
export function createAccountIds(seed: string | undefined, now: () => number): PerAccount<Ids> {
  if (seed === undefined) return () => RANDOM_IDS;
  return perAccount(({ db }) => createSeededIds(seed, createRulesRepository<number>(db, 'ids', now)));
}

/** When the jobs of each account go on; what was said of it is in its database. */
export function createAccountJobSchedule(clock: Clock, byDefault?: JobMode) {
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
  return createJobSchedule({ ...(byDefault ? { byDefault } : {}), modes, clock });
}

export interface SeedingSources {
  accounts: Accounts;
  inject: Inject;
  trusted: TrustedCalls;
  rules: RuleTargets;
  jobsGoOn(account: Account): boolean;
  now: () => number;
}

export function createSeeding({ accounts, inject, trusted, rules, jobsGoOn, now }: SeedingSources) {
  return createSeeds({
    accounts,
    inject,
    trusted,
    rules,
    jobsGoOn,
    ledger: perAccount(({ db }) => createLedger(createRulesRepository<string>(db, 'seeded', now))),
    marks: perAccount(({ db }) => createRulesRepository<string>(db, 'seed', now)),
    accountOf: accounts.directory.accountOf,
  });
}
