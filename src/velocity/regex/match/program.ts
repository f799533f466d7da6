import type { CodePointSet, Folding } from '../code-point-set.ts';
import type { Assertion, Quantifier } from '../parse/regex-node.ts';

/**
 * What the matcher runs: instructions by index, each going on to the next unless it says otherwise. Registers hold the
 * start and end of group g at 2g and 2g + 1, then two for each loop: its count and where its round began.
 */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly registers: number;
}

export type Instruction =
  | { readonly op: 'set'; readonly set: CodePointSet }
  /** One set, repeated. */
  | ({ readonly op: 'run'; readonly set: CodePointSet } & Quantifier)
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly register: number }
  | { readonly op: 'enter-loop'; readonly count: number }
  /** Followed by `round` and the body, which jumps back here. */
  | ({ readonly op: 'loop'; readonly count: number; readonly began: number; readonly exit: number } & Quantifier)
  | { readonly op: 'round'; readonly count: number; readonly began: number }
  | { readonly op: 'assert'; readonly holds: Assertion }
  | { readonly op: 'backreference'; readonly group: number; readonly folding: Folding }
  /** Followed by a body that ends with `accept`. */
  | { readonly op: 'atomic'; readonly exit: number }
  | { readonly op: 'look-ahead'; readonly negative: boolean; readonly exit: number }
  | {
      readonly op: 'look-behind';
      readonly negative: boolean;
      readonly exit: number;
      readonly min: number;
      readonly max: number;
    }
  | { readonly op: 'accept' };
