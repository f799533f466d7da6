import type { CodePointSet, Folding } from '../code-point-set.ts';

/** A parsed regular expression. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'sequence' | 'alternatives'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly body: RegexNode }
  | { readonly kind: 'atomic'; readonly body: RegexNode }
  | Repeat
  | Look
  | { readonly kind: 'assertion'; readonly holds: Assertion }
  | { readonly kind: 'backreference'; readonly group: number; readonly folding: Folding };

export interface Repeat extends Quantifier {
  readonly kind: 'repeat';
  readonly body: RegexNode;
}

export interface Look {
  readonly kind: 'look';
  readonly behind: boolean;
  readonly negative: boolean;
  readonly body: RegexNode;
}

export interface Quantifier {
  readonly min: number;
  /** Infinity when there is none. */
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

/** Whether something holds between two characters. */
export type Assertion = (text: string, at: number) => boolean;
