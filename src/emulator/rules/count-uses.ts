/** How often a rule that answers has done so, and which of its answers comes next. */
import type { Mismatch } from '../journal/notes.ts';

export interface CountedAnswers<Answer> {
  answer?: Answer | undefined;
  /** One for each use, instead of the one. */
  answers?: readonly Answer[] | undefined;
  exhausted?: 'repeat-last' | 'cycle' | 'stop-matching' | undefined;
  times?: number | undefined;
  skip?: number | undefined;
}

/** The condition that only time will fulfil. */
export const SKIP = 'skip';

export function countUses<Answer>(rule: CountedAnswers<Answer>) {
  const { answer, answers = [answer!], exhausted = 'repeat-last', times, skip = 0 } = rule;
  let used = 0;
  let skipped = 0;
  return {
    get used() {
      return used;
    },
    get skipped() {
      return skipped;
    },
    /** Why it would not answer a request that it matches; undefined when it would. */
    mismatch(): Mismatch | undefined {
      const found = `${used} so far`;
      if (times !== undefined && used >= times) return { condition: 'times', wanted: `at most ${times} uses`, found };
      if (exhausted === 'stop-matching' && used >= answers.length) {
        return { condition: 'exhausted', wanted: `at most ${answers.length} uses, one for each answer`, found };
      }
      if (skipped >= skip) return undefined;
      return { condition: SKIP, wanted: `${skip} matching requests before`, found: `${skipped} so far` };
    },
    /** Counts a request that it matches but for the ones still to be skipped. */
    pass(): void {
      skipped += 1;
    },
    /** Which of the answers it is, and which use, from 1. */
    use(): { number: number; use: number; answer: Answer } {
      const index = exhausted === 'cycle' ? used % answers.length : Math.min(used, answers.length - 1);
      used += 1;
      return { number: index + 1, use: used, answer: answers[index]! };
    },
    reset(): void {
      used = 0;
      skipped = 0;
    },
  };
}
