/** A script made ready: its conditions compiled, its uses counted. */
import type { Asked } from './match/asked.ts';
import { type Mismatch, matchCondition } from './match/match-condition.ts';
import type { TestExpression } from './match/regular-expressions.ts';
import type { ScriptAnswer } from './script-answer-schema.ts';
import type { Script, ScriptStatus } from './scripts-schema.ts';

/** An answer that a request was given. */
export interface GivenAnswer {
  script: string;
  /** Which of the script's answers it is, from 1. */
  number: number;
  /** Which use of the script it is, from 1. */
  use: number;
  answer: ScriptAnswer;
}

export interface PreparedScript {
  status(): ScriptStatus;
  /** Why this request would not be answered; undefined when it would. */
  mismatch(asked: Asked): Mismatch | undefined;
  /** Takes down why a request was not answered, for as long as none was. */
  missed(mismatch: Mismatch): void;
  /** Counts a request that matches but for the ones still to be skipped. */
  pass(): void;
  use(): GivenAnswer;
  resetCounters(): void;
}

export const mismatchText = ({ condition, wanted, found }: Mismatch): string =>
  `${condition} wants ${wanted}, found ${found}`;

/** The condition that only time will fulfil. */
export const SKIP = 'skip';

export function prepareScript(script: Script & { id: string }, test: TestExpression): PreparedScript {
  const { id, match = {}, answer, answers = [answer!], exhausted = 'repeat-last', times, skip = 0 } = script;
  const firstFailing = matchCondition(match, test);
  let used = 0;
  let skipped = 0;
  let lastMismatch: Mismatch | undefined;

  function countMismatch(): Mismatch | undefined {
    const found = `${used} so far`;
    if (times !== undefined && used >= times) return { condition: 'times', wanted: `at most ${times} uses`, found };
    if (exhausted === 'stop-matching' && used >= answers.length) {
      return { condition: 'exhausted', wanted: `at most ${answers.length} uses, one for each answer`, found };
    }
    if (skipped >= skip) return undefined;
    return { condition: SKIP, wanted: `${skip} matching requests before`, found: `${skipped} so far` };
  }

  return {
    status: () => ({
      ...script,
      times_used: used,
      times_skipped: skipped,
      ...(used === 0 && lastMismatch && { last_mismatch: mismatchText(lastMismatch) }),
    }),
    mismatch: (asked) => firstFailing(asked) ?? countMismatch(),
    missed(mismatch) {
      lastMismatch = mismatch;
    },
    pass() {
      skipped += 1;
    },
    use() {
      const index = exhausted === 'cycle' ? used % answers.length : Math.min(used, answers.length - 1);
      used += 1;
      return { script: id, number: index + 1, use: used, answer: answers[index]! };
    },
    resetCounters() {
      used = 0;
      skipped = 0;
      lastMismatch = undefined;
    },
  };
}
