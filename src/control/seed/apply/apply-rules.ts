import type { Account } from '../../../accounts/account.ts';
import type { Seeding } from './seeding.ts';

/** Scripts or faults of an account. */
export interface RuleTarget {
  find(id: string): unknown;
  /** Adds a rule, or puts it in the place of the one with this id. Throws a 400 about `body…`. */
  put(id: string, rule: never): unknown;
}

export interface RuleTargets {
  scripts(account: Account): RuleTarget;
  faults(account: Account): RuleTarget;
}

/** Rules without an id are told apart by their place. */
export async function applyRules({ account, loaded, settle }: Seeding, targets: RuleTargets): Promise<void> {
  for (const kind of ['scripts', 'faults'] as const) {
    const target = targets[kind](account);
    for (const [index, rule] of (loaded.seed[kind] ?? []).entries()) {
      const id = rule.id ?? `seed-${index + 1}`;
      await settle({
        name: `${kind}/${id}`,
        steps: [kind, index],
        definition: rule,
        exists: target.find(id) !== undefined,
        create: () => target.put(id, { ...rule, id } as never),
        change() {
          target.put(id, { ...rule, id } as never);
          return 'updated';
        },
      });
    }
  }
}
