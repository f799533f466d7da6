import type { PatternReader } from './pattern-reader.ts';
import type { Quantifier } from './regex-node.ts';

const MAX_COUNT = 2 ** 31 - 1;

const short: Record<string, readonly [number, number]> = {
  '*': [0, Number.POSITIVE_INFINITY],
  '+': [1, Number.POSITIVE_INFINITY],
  '?': [0, 1],
};

/** The quantifier behind an atom, if there is one. */
export function parseQuantifier(reader: PatternReader): Quantifier | undefined {
  reader.skipComments();
  const bounds = short[reader.match(/[*+?]/y)?.[0] ?? ''] ?? parseBounds(reader);
  if (!bounds) return undefined;
  const suffix = reader.match(/[?+]/y)?.[0];
  const mode = suffix === '?' ? 'lazy' : suffix === '+' ? 'possessive' : 'greedy';
  return { min: bounds[0], max: bounds[1], mode };
}

function parseBounds(reader: PatternReader): readonly [number, number] | undefined {
  if (!reader.looksAt('{')) return undefined;
  const found = reader.match(/\{(\d{1,10})(?:(,)(\d{1,10})?)?\}/y);
  if (!found) reader.fail("a '{' that begins no repetition such as {2,5} must be written \\{");
  const min = Number(found[1]);
  const max = found[3] !== undefined ? Number(found[3]) : found[2] ? Number.POSITIVE_INFINITY : min;
  if (max < min) reader.fail(`the repetition ${found[0]} ends before it begins`);
  if (min > MAX_COUNT || (max > MAX_COUNT && max !== Number.POSITIVE_INFINITY)) {
    reader.fail(`the repetition ${found[0]} is too large`);
  }
  return [min, max];
}
