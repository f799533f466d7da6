import { conflict } from '../errors.ts';
import { requireRule } from './rules/check-rule.ts';
import { type CountedRule, countRule } from './rules/counted-rule.ts';
import type { FaultRule, FaultStatus } from './schema/fault-rule-schema.ts';

/** Where an account keeps its rules, in the order they were added. */
export interface FaultStore {
  list(): { id: string; rule: FaultRule }[];
  /** Adds a rule, or puts it in the place of the one with this id. */
  put(id: string, rule: FaultRule): void;
  delete(id: string): boolean;
  clear(): void;
}

/** The faults of one account, behind the routes, the library and seed files. */
export interface AccountFaults {
  /** In the order they are looked at. */
  list(): FaultStatus[];
  find(id: string): FaultStatus | undefined;
  /** All or none of them. Throws a 400 or 409; `place` is what the error calls a rule. */
  add(rules: readonly FaultRule[], place?: (index: number) => string): FaultStatus[];
  /** Adds it, or puts it in the place of the one with this id; its counters start anew. Throws a 400. */
  put(id: string, rule: FaultRule): FaultStatus;
  delete(id: string): boolean;
  clear(): void;
  /** Whether texts such as `[[fault:status=503]]` in what is asked are obeyed. */
  magic: boolean;
  readonly rules: readonly CountedRule[];
}

export function createAccountFaults(store: FaultStore, magic: boolean): AccountFaults {
  let rules: readonly CountedRule[] = store.list().map(({ id, rule }) => countRule(id, rule));
  const statusOf = (id: string) => rules.find((one) => one.id === id)?.status();

  const save = (id: string, { id: _, ...rule }: FaultRule): FaultStatus => {
    store.put(id, rule);
    const counted = countRule(id, rule);
    rules = rules.some((one) => one.id === id)
      ? rules.map((one) => (one.id === id ? counted : one))
      : [...rules, counted];
    return counted.status();
  };

  return {
    magic,
    get rules() {
      return rules;
    },
    list: () => rules.map((one) => one.status()),
    find: statusOf,
    add(given, place = (index) => `rules[${index}]`) {
      const taken = new Set(rules.map(({ id }) => id));
      for (const [index, rule] of given.entries()) {
        requireRule(rule, place(index));
        if (rule.id !== undefined && taken.has(rule.id)) throw conflict(`There is already a fault '${rule.id}'.`);
        if (rule.id !== undefined) taken.add(rule.id);
      }
      return given.map((rule) => save(rule.id ?? freeId(taken), rule));
    },
    put(id, rule) {
      requireRule(rule, 'body');
      return save(id, rule);
    },
    delete(id) {
      rules = rules.filter((one) => one.id !== id);
      return store.delete(id);
    },
    clear() {
      rules = [];
      store.clear();
    },
  };
}

function freeId(taken: Set<string>): string {
  let number = 1;
  while (taken.has(`fault-${number}`)) number += 1;
  taken.add(`fault-${number}`);
  return `fault-${number}`;
}
