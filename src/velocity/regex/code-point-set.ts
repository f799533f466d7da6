// Sets of code points as tests. `cost` is what one test takes in steps, so that huge classes are paid for.

export interface CodePointSet {
  readonly test: (codePoint: number) => boolean;
  readonly cost: number;
}

/** How case is ignored: Java folds ASCII letters under `(?i)` and all letters under `(?iu)`. */
export type Folding = 'none' | 'ascii' | 'unicode';

export const predicate = (test: (codePoint: number) => boolean): CodePointSet => ({ test, cost: 1 });

export function range(from: number, to: number, folding: Folding = 'none'): CodePointSet {
  return folded(
    predicate((codePoint) => codePoint >= from && codePoint <= to),
    folding,
  );
}

export const oneOf = (characters: string): CodePointSet => {
  const codePoints = new Set(Array.from(characters, (char) => char.codePointAt(0)!));
  return predicate((codePoint) => codePoints.has(codePoint));
};

export function union(sets: readonly CodePointSet[]): CodePointSet {
  if (sets.length === 1) return sets[0]!;
  return { test: (codePoint) => sets.some(({ test }) => test(codePoint)), cost: costOf(sets) };
}

export function intersection(sets: readonly CodePointSet[]): CodePointSet {
  if (sets.length === 1) return sets[0]!;
  return { test: (codePoint) => sets.every(({ test }) => test(codePoint)), cost: costOf(sets) };
}

export const complement = ({ test, cost }: CodePointSet): CodePointSet => ({
  test: (codePoint) => !test(codePoint),
  cost,
});

/** The set with the other cases of its letters. */
export function folded(set: CodePointSet, folding: Folding): CodePointSet {
  if (folding === 'none') return set;
  const { test } = set;
  const variants = folding === 'ascii' ? asciiVariants : unicodeVariants;
  return { test: (codePoint) => test(codePoint) || variants(codePoint).some(test), cost: set.cost * 2 };
}

export function sameFolded(left: number, right: number, folding: Folding): boolean {
  if (left === right) return true;
  if (folding === 'none') return false;
  return (folding === 'ascii' ? asciiVariants : unicodeVariants)(left).includes(right);
}

const costOf = (sets: readonly CodePointSet[]) => Math.max(1, sets.reduce((sum, { cost }) => sum + cost, 0) / 8);

const NO_VARIANTS: readonly number[] = [];

function asciiVariants(codePoint: number): readonly number[] {
  const lower = codePoint | 0x20;
  return codePoint < 0x80 && lower >= 0x61 && lower <= 0x7a ? [codePoint ^ 0x20] : NO_VARIANTS;
}

function unicodeVariants(codePoint: number): readonly number[] {
  const char = String.fromCodePoint(codePoint);
  const upper = char.toUpperCase();
  return [upper, char.toLowerCase(), upper.toLowerCase()].flatMap((variant) => {
    const first = variant.codePointAt(0)!;
    return variant.length === (first > 0xffff ? 2 : 1) ? first : [];
  });
}
