import type { Account } from '../../accounts/account.ts';
import { ambiguousLlm, forbidden, invalidArgument, notFound } from '../../errors.ts';
import type { LlmRecord } from './llm-record.ts';
import { llmsOf } from './llms-repository.ts';

/** Throws 404. */
export function getLlm(account: Account, idOrName: string): LlmRecord {
  const llm = llmsOf(account).find(idOrName);
  if (!llm) throw notFound('LLM', idOrName);
  return llm;
}

/** Throws 404, and 403 for one of the platform's. */
export function getCustomerLlm(account: Account, idOrName: string): LlmRecord {
  const llm = getLlm(account, idOrName);
  if (llm.ownership === 'platform') throw forbidden(`The built-in LLM '${llm.name}' cannot be changed or deleted.`);
  return llm;
}

/** The LLM a request means by a name or id. */
export function findLlmByName(account: Account, name: string): Resolution<LlmRecord> {
  const llms = llmsOf(account).list();
  const byId = llms.find(({ id }) => id === name);
  return byId ? { found: byId } : resolveLlm(llms, name);
}

/** The same, refusing with a 400 on `field` what is ambiguous and, in the words of `lacking`, what is unknown. */
export function requireLlm(account: Account, name: string, field: string, lacking = unknownLlm): LlmRecord {
  const llm = findLlmByName(account, name);
  if (!llm) throw lacking(name, field);
  if ('ambiguous' in llm) throw ambiguousLlm(name, llm.ambiguous, field);
  return llm.found;
}

const unknownLlm = (name: string, field: string) => invalidArgument(`LLM '${name}' was not found.`, field);

/** The same, refusing what is disabled too. */
export function requireEnabledLlm(account: Account, name: string, field: string, lacking = unknownLlm): LlmRecord {
  const llm = requireLlm(account, name, field, lacking);
  if (!llm.enabled) throw invalidArgument(`LLM '${llm.name}' is disabled.`, field);
  return llm;
}

/**
 * Which LLM a name means (docs/behaviour/llms.md, Operations and names and Registration). Exact names first, the
 * customer's before the platform's. Then, so that the names people write in requests work (`claude-3-7-sonnet` for an
 * LLM called `Claude 3.7 Sonnet`): the name's slug, then a model id, then the one model id that starts with it.
 */
export interface Resolvable {
  name: string;
  model: string;
  ownership: 'platform' | 'customer';
}

export type Resolution<T> = { found: T } | { ambiguous: T[] } | undefined;

export function resolveLlm<T extends Resolvable>(llms: readonly T[], wanted: string): Resolution<T> {
  const visible = withoutShadowed(llms);
  const exact = visible.find(({ name }) => name === wanted);
  if (exact) return { found: exact };
  const customers = visible.filter(({ ownership }) => ownership === 'customer');
  const attempts = [
    slugOf(wanted) === '' ? [] : visible.filter(({ name }) => slugOf(name) === slugOf(wanted)),
    customers.filter(({ model }) => model === wanted),
    customers.filter(({ model }) => model.startsWith(wanted)),
  ];
  const candidates = attempts.find((matches) => matches.length > 0);
  if (!candidates) return undefined;
  return candidates.length === 1 ? { found: candidates[0]! } : { ambiguous: candidates };
}

/** A customer LLM named like a platform one replaces it for all usages. */
function withoutShadowed<T extends Resolvable>(llms: readonly T[]): T[] {
  const taken = new Set(llms.filter(({ ownership }) => ownership === 'customer').map(({ name }) => name));
  return llms.filter(({ ownership, name }) => ownership === 'customer' || !taken.has(name));
}

/** Lower case, every run of other characters a hyphen; empty for a name without letters or digits. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
