/** What seeding an account is: entries settled one by one, with what became of each. */
import type { Account } from '../../../accounts/account.ts';
import { ApiError } from '../../../errors.ts';
import { digestOf, type Ledger } from '../ledger.ts';
import type { LoadedSeed } from '../read/read-seed.ts';
import { type SeedProblem, type Step, stepsOf } from '../seed-invalid.ts';
import { type ApiCalls, Refused } from './api-calls.ts';

/** Entries are named like `llms/mine` and `corpora/handbook/documents/a`. */
export interface SeedResult {
  created: string[];
  updated: string[];
  /** How many were there already as they are defined. */
  unchanged: number;
  /** What is there otherwise than it is defined, and why it stays so. */
  kept: { entry: string; reason: string }[];
}

export type Outcome = 'updated' | 'unchanged' | { kept: string };

export interface Entry {
  /** As results name it. */
  name: string;
  /** Where the seed has it. */
  steps: Step[];
  definition: unknown;
  exists: boolean;
  create(): unknown;
  /** Makes what exists what is defined, as far as the API can. `isOurs`: a seed made it. */
  change(isOurs: boolean): Outcome | Promise<Outcome>;
}

export interface Seeding extends ApiCalls {
  account: Account;
  loaded: LoadedSeed;
  settle(entry: Entry): Promise<void>;
}

export function createSeeding(account: Account, loaded: LoadedSeed, calls: ApiCalls, ledger: Ledger) {
  const result: SeedResult = { created: [], updated: [], unchanged: 0, kept: [] };
  const problems: SeedProblem[] = [];

  async function settle({ name, steps, definition, exists, create, change }: Entry): Promise<void> {
    const digest = digestOf(definition);
    const known = ledger.get(name);
    if (exists && known === digest) {
      result.unchanged += 1;
      return;
    }
    try {
      const outcome = exists ? await change(known !== undefined) : await create();
      if (exists && typeof outcome === 'object') {
        const { kept } = outcome as { kept: string };
        result.kept.push({ entry: name, reason: kept });
        return;
      }
      if (!exists) result.created.push(name);
      else if (outcome === 'updated') result.updated.push(name);
      else result.unchanged += 1;
      ledger.set(name, digest);
    } catch (error) {
      problems.push(...problemsOf(error, steps, loaded));
    }
  }

  const seeding: Seeding = { account, loaded, settle, ...calls };
  return { seeding, result, problems };
}

/** Throws what is not a refusal. */
function problemsOf(error: unknown, steps: Step[], { problem }: LoadedSeed): SeedProblem[] {
  if (!(error instanceof Refused || error instanceof ApiError)) throw error;
  const fields = error instanceof Refused ? error.fieldErrors : (error.detail.fieldErrors ?? {});
  const found = Object.entries(fields).map(([field, rule]) => problem([...steps, ...stepsOf(field)], rule));
  return found.length > 0 ? found : [problem(steps, `is refused: ${error.message}`)];
}
