import type { FaultRule, FaultStatus } from '../schema/fault-rule-schema.ts';
import { seededRandom } from './seeded-random.ts';

export interface CountedRule {
  readonly id: string;
  readonly rule: FaultRule;
  /** Counts a call that the rule holds for; whether the fault is to happen to it. */
  fires(): boolean;
  /** For what the fault itself draws; apart from the numbers that decide whether it fires. */
  random(): number;
  status(): FaultStatus;
}

export function countRule(id: string, rule: FaultRule): CountedRule {
  const { skip = 0, every = 1, probability = 1, seed = 0, times = Infinity } = rule.when ?? {};
  const chance = seededRandom(seed);
  let matched = 0;
  let fired = 0;
  return {
    id,
    rule,
    fires() {
      matched += 1;
      const due = matched > skip && (matched - skip) % every === 0;
      if (!due || fired >= times) return false;
      if (chance() >= probability) return false;
      fired += 1;
      return true;
    },
    random: seededRandom(~seed),
    status: () => ({ ...rule, id, times_matched: matched, times_fired: fired }),
  };
}
