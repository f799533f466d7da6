import type { FaultRule, FaultStatus } from '../schema/fault-rule-schema.ts';
import { seededRandom } from './seeded-random.ts';

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
