import { type Call, type Expression, UserFunctionError } from './expression.ts';

/** Both between 0 and 1. */
export interface KneeParameters {
  sensitivity: number;
  earlyBias: number;
}

const SIGNATURE = 'knee(sensitivity, early_bias)';

/** The parameters of `knee(sensitivity, early_bias)`, defaults 0.5 and 0.2. Throws UserFunctionError. */
export function readKnee(text: string, { args, at }: Call): KneeParameters {
  if (args.length > 2) throw new UserFunctionError(text, at, `${SIGNATURE} takes 0 to 2 arguments.`);
  const [sensitivity = 0.5, earlyBias = 0.2] = args.map((arg) => constant(text, arg));
  return { sensitivity, earlyBias };
}

function constant(text: string, { at, ...expression }: Expression): number {
  const value = expression.type === 'literal' ? expression.value : undefined;
  if (typeof value === 'number' && value <= 1) return value;
  throw new UserFunctionError(text, at, `The arguments of ${SIGNATURE} are numbers from 0 to 1.`);
}

/**
 * How many of the scores, sorted descending, come before their natural drop (docs/behaviour/rerankers.md, Knee). The
 * drop after the i-th score (from 1) is a candidate when it is at least (1 − sensitivity) of the whole range; the
 * largest drop × (1 − earlyBias × i / n) wins, the earlier of equals. Fewer than 3 scores, or no drop at all, keeps
 * everything.
 */
export function knee(scores: readonly number[], sensitivity = 0.5, earlyBias = 0.2): number {
  const count = scores.length;
  if (count < 3) return count;
  const threshold = (1 - sensitivity) * (scores[0]! - scores[count - 1]!);
  let kept = count;
  let best = 0;
  for (let i = 1; i < count; i++) {
    const drop = scores[i - 1]! - scores[i]!;
    const weight = drop * (1 - (earlyBias * i) / count);
    if (drop >= threshold && weight > best) {
      best = weight;
      kept = i;
    }
  }
  return kept;
}
