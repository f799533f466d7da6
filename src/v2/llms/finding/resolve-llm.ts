/**
 * Which LLM a name means (reference §2.1, §2.3). Exact names first, the customer's before the platform's. Then, so that
 * the names people write in requests work (`claude-3-7-sonnet` for an LLM called `Claude 3.7 Sonnet`): the name's slug,
 * then a model id, then the one model id that starts with it.
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
