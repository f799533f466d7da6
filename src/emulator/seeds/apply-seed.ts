import type { Account } from '../../accounts/account.ts';
import { type TrustedCall, trusted } from '../../calls/call.ts';
import { ApiError } from '../../errors.ts';
import { type AccountOfCredential, applyApiKeys, applyAppClients, applyUsers } from './apply-access.ts';
import { applyCorpora } from './apply-corpora.ts';
import { applyLists } from './apply-lists.ts';
import { applyEncoders, applyGenerationPresets, applyLlms, applyRules, type RuleTargets } from './apply-models.ts';
import type { LoadedSeed } from './read-seed.ts';
import { type SeedProblem, type Step, stepsOf } from './seed-invalid.ts';
import { digestOf, ledgerOf } from './seeds.ts';

/** What is filled: its API, the rules of its accounts, and whether their jobs are done without anybody's doing. */
export interface SeededServer {
  inject: Inject;
  rules: RuleTargets;
  jobsGoOn(account: Account): boolean;
}

/**
 * Makes what a seed defines, through the API, in an order in which each entry finds what it rests on. What is there as it
 * was seeded last is left alone. Throws SeedInvalid with everything that was refused; the rest is done.
 */
export function createSeedApplier({ inject, rules, jobsGoOn }: SeededServer, accountOf: AccountOfCredential) {
  const start = (account: Account, loaded: LoadedSeed) =>
    createSeeding(account, loaded, createApiCalls(account, inject));

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
      await applyLists(run.seeding);
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

// What seeding an account is: entries settled one by one, with what became of each.

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

export function createSeeding(account: Account, loaded: LoadedSeed, calls: ApiCalls) {
  const ledger = ledgerOf(account);
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

// The API as seeding calls it: in process, as the owner of an account.

/** Hands a request to the server as if it had come over the network. */
export type Inject = (request: {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  payload?: string | Buffer;
}) => Promise<{ statusCode: number; body: string }>;

/** What the API refused, in its own words. */
export class Refused extends Error {
  override name = 'Refused';
  readonly fieldErrors: Record<string, string>;
  readonly statusCode: number;

  constructor(
    statusCode: number,
    { messages = [], field_errors = {} }: { messages?: string[]; field_errors?: object },
  ) {
    super(messages[0] ?? `The answer was ${statusCode}.`);
    this.statusCode = statusCode;
    this.fieldErrors = { ...field_errors };
  }
}

// biome-ignore lint/suspicious/noExplicitAny: bodies have the shapes of the API's schemas
type Body = any;

export type CallOptions = Partial<Pick<TrustedCall, 'testsConnections' | 'secrets'>>;

export type ApiCalls = ReturnType<typeof createApiCalls>;

export function createApiCalls(account: Account, inject: Inject) {
  /** The body of the answer; throws Refused. */
  async function call(
    method: Parameters<Inject>[0]['method'],
    url: string,
    body?: object | FormData,
    options: CallOptions = {},
  ): Promise<Body> {
    const { type, payload } = await encode(body);
    const headers = { 'x-api-key': 'seed', ...(type ? { 'content-type': type } : {}) };
    const request = { method, url, headers, ...(payload ? { payload } : {}) };
    const answer = await trusted.run({ account, testsConnections: false, ...options }, () => inject(request));
    const given = answer.body === '' ? undefined : JSON.parse(answer.body);
    if (answer.statusCode >= 400) throw new Refused(answer.statusCode, given ?? {});
    return given;
  }

  /** Every record of a list, `member` of its pages. */
  async function listAll(url: string, member: string, limit = 100): Promise<Body[]> {
    const records: Body[] = [];
    let pageKey: string | undefined;
    do {
      const key = pageKey === undefined ? '' : `&page_key=${encodeURIComponent(pageKey)}`;
      const page = await call('GET', `${url}?limit=${limit}${key}`);
      records.push(...page[member]);
      pageKey = page.metadata.page_key;
    } while (pageKey !== undefined);
    return records;
  }

  return { call, listAll };
}

async function encode(body: object | undefined): Promise<{ type?: string; payload?: string | Buffer }> {
  if (body === undefined) return {};
  if (!(body instanceof FormData)) return { type: 'application/json', payload: JSON.stringify(body) };
  const form = new Response(body);
  return { type: form.headers.get('content-type')!, payload: Buffer.from(await form.arrayBuffer()) };
}
