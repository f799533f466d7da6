import type { Account } from '../../../accounts/account.ts';
import type { TrustedCalls } from '../../../calls/call.ts';
import type { Ledger } from '../ledger.ts';
import type { LoadedSeed } from '../read/read-seed.ts';
import { createApiCalls, type Inject } from './api-calls.ts';
import { type AccountOfCredential, applyApiKeys, applyAppClients, applyUsers } from './apply-access.ts';
import { applyCorpora } from './apply-corpora.ts';
import { applyEncoders, applyGenerationPresets, applyLlms } from './apply-models.ts';
import { applyRules, type RuleTargets } from './apply-rules.ts';
import { createSeeding, type SeedResult } from './seeding.ts';

export interface ApplySources {
  inject: Inject;
  trusted: TrustedCalls;
  ledger(account: Account): Ledger;
  rules: RuleTargets;
  /** Whether jobs of the account are done without anybody's doing. */
  jobsGoOn(account: Account): boolean;
  accountOf: AccountOfCredential;
}

/**
 * Makes what a seed defines, through the API, in an order in which each entry finds what it rests on. What is there as it
 * was seeded last is left alone. Throws SeedInvalid with everything that was refused; the rest is done.
 */
export function createSeedApplier({ inject, trusted, ledger, rules, jobsGoOn, accountOf }: ApplySources) {
  const start = (account: Account, loaded: LoadedSeed) =>
    createSeeding(account, loaded, createApiCalls(account, inject, trusted), ledger(account));

  const finish = (loaded: LoadedSeed, { result, problems }: ReturnType<typeof createSeeding>): SeedResult => {
    if (problems.length > 0) throw loaded.invalid(problems);
    return result;
  };

  return {
    /** Everything that may be the same in other accounts. */
    async content(account: Account, loaded: LoadedSeed): Promise<SeedResult> {
      const run = start(account, loaded);
      await applyEncoders(run.seeding);
      await applyLlms(run.seeding);
      await applyGenerationPresets(run.seeding);
      await applyCorpora(run.seeding, () => jobsGoOn(account));
      await applyUsers(run.seeding);
      await applyRules(run.seeding, rules);
      return finish(loaded, run);
    },

    /** What opens one account. */
    async credentials(account: Account, loaded: LoadedSeed): Promise<SeedResult> {
      const run = start(account, loaded);
      await applyApiKeys(run.seeding, accountOf);
      await applyAppClients(run.seeding, accountOf);
      return finish(loaded, run);
    },
  };
}

export const together = (a: SeedResult, b: SeedResult): SeedResult => ({
  created: [...a.created, ...b.created],
  updated: [...a.updated, ...b.updated],
  unchanged: a.unchanged + b.unchanged,
  kept: [...a.kept, ...b.kept],
});
