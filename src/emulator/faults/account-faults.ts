import { compileRegex } from '../../basics/regular-expressions.ts';
import { seededRandom } from '../../basics/seeded-random.ts';
import { conflict, type FieldErrors, invalidFields } from '../../errors.ts';
import { OPERATION_NAMES, operationError } from '../../http/operation-names.ts';
import type { Fault, FaultRule, FaultStatus } from './fault-rule-schema.ts';
import { type Duration, isToolFault, isUpstreamFault } from './fault-schema.ts';
import { matchesName } from './matches-where.ts';

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

export interface CountedRule {
  readonly id: string;
  readonly rule: FaultRule;
  /** Counts a call that the rule holds for; whether the fault is to happen to it. */
  fires(): boolean;
  /** Takes down why a call was let pass, for as long as the rule has not fired. */
  missed(why: string): void;
  /** For what the fault itself draws; apart from the numbers that decide whether it fires. */
  random(): number;
  status(): FaultStatus;
}

export function countRule(id: string, rule: FaultRule): CountedRule {
  const { skip = 0, every = 1, probability = 1, seed = 0, times = Infinity } = rule.when ?? {};
  const chance = seededRandom(seed);
  let matched = 0;
  let fired = 0;
  let lastMismatch: string | undefined;
  return {
    id,
    rule,
    fires() {
      matched += 1;
      const due = matched > skip && (matched - skip) % every === 0;
      if (!due || fired >= times || chance() >= probability) {
        lastMismatch = `when ${JSON.stringify(rule.when)} let it pass, as call ${matched} that where holds for`;
        return false;
      }
      fired += 1;
      return true;
    },
    missed(why) {
      lastMismatch = why;
    },
    random: seededRandom(~seed),
    status: () => ({
      ...rule,
      id,
      times_matched: matched,
      times_fired: fired,
      ...(fired === 0 && lastMismatch !== undefined && { last_mismatch: lastMismatch }),
    }),
  };
}

/** Throws a 400 for what no schema says about a rule; `place` is where it was given: `body`, say. */
export function requireRule({ where = {}, fault }: FaultRule, place: string): void {
  const wrong: FieldErrors = {};
  const rule = faultError(fault);
  if (rule !== undefined) wrong[`${place}.fault`] = rule;
  if (where.upstream !== undefined && !isUpstreamFault(fault)) {
    wrong[`${place}.where.upstream`] = `is for upstream faults only; ${fault.type} is none.`;
  }
  for (const name of (['step', 'tool'] as const).filter((one) => where[one] !== undefined && !isToolFault(fault))) {
    wrong[`${place}.where.${name}`] = `is for tool faults only; ${fault.type} is none.`;
  }
  for (const [index, name] of [where.operation ?? []].flat().entries()) {
    const isMet = name.includes('*') && OPERATION_NAMES.some((one) => matchesName(name, one));
    const unknown = isMet ? undefined : operationError(name);
    if (unknown) wrong[`${place}.where.operation${Array.isArray(where.operation) ? `[${index}]` : ''}`] = unknown;
  }
  for (const [name, condition] of Object.entries(where.header ?? {})) {
    if (typeof condition === 'string' || condition.regex === undefined) continue;
    const reason = expressionError(condition.regex);
    if (reason !== undefined)
      wrong[`${place}.where.header.${name}.regex`] = `is no regular expression that can be used: ${reason}.`;
  }
  if (Object.keys(wrong).length > 0) throw invalidFields(wrong);
}

/** What is wrong with a fault of the right shape. */
export function faultError(fault: Fault): string | undefined {
  switch (fault.type) {
    case 'stream_cut':
      return count(fault.before, fault.after, fault.no_end) === 1
        ? undefined
        : 'should have exactly one of before, after and no_end.';
    case 'stream_error':
      return count(fault.before, fault.after) === 1 ? undefined : 'should have exactly one of before and after.';
    case 'delay':
    case 'tool_slow':
    case 'upstream_slow_first_token':
      return durationError(fault.ms);
    default:
      return undefined;
  }
}

const count = (...given: unknown[]) => given.filter((one) => one !== undefined).length;

const durationError = (ms: Duration): string | undefined =>
  typeof ms === 'object' && ms.distribution === 'uniform' && ms.max < ms.min
    ? 'should have a max that is at least its min.'
    : undefined;

function expressionError(expression: string): string | undefined {
  try {
    compileRegex(expression);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
