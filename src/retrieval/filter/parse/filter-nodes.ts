/** A filter as it was written (FilterNode), and as it is meant once its types are known (TypedFilter). */
import type { Position } from '../filter-error.ts';
import type { FilterReference, KnownAttribute } from '../filter-names.ts';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type LiteralValue = string | number | bigint | boolean | null;

/** `at` is where the node's operator stands, or where it starts if it has none. `depth` counts a lone node as 1. */
export type FilterNode = { at: Position; depth: number } & FilterSyntax;

export type FilterSyntax =
  | { kind: 'literal'; value: LiteralValue }
  | ReferenceSyntax
  | { kind: 'sign'; operator: '+' | '-'; operand: FilterNode }
  | { kind: 'arithmetic'; operator: ArithmeticOperator; left: FilterNode; right: FilterNode }
  | { kind: 'comparison'; operator: ComparisonOperator; left: FilterNode; right: FilterNode }
  | { kind: 'is null'; operand: FilterNode; negated: boolean }
  | { kind: 'in values'; operand: FilterNode; values: FilterNode[]; negated: boolean }
  | { kind: 'in reference'; operand: FilterNode; list: FilterNode & ReferenceSyntax; negated: boolean }
  | { kind: 'like'; operand: FilterNode; pattern: FilterNode; negated: boolean }
  | { kind: 'not'; operand: FilterNode }
  | { kind: 'and' | 'or'; operands: FilterNode[] };

export type ReferenceSyntax = { kind: 'reference'; reference: FilterReference };

/** Every conversion is explicit here; what is left has SQL's own meaning, NULL included. */
export type TypedFilter =
  | { kind: 'literal'; value: LiteralValue }
  | { kind: 'scalar'; attribute: KnownAttribute }
  | { kind: 'to real'; operand: TypedFilter }
  | { kind: 'unset as false'; operand: TypedFilter }
  | { kind: 'minus'; operand: TypedFilter }
  | { kind: 'arithmetic'; operator: ArithmeticOperator | 'real %'; left: TypedFilter; right: TypedFilter }
  | { kind: 'comparison'; operator: ComparisonOperator; left: TypedFilter; right: TypedFilter }
  | { kind: 'is null'; operand: TypedFilter }
  | { kind: 'is list null'; list: KnownAttribute }
  | { kind: 'in'; operand: TypedFilter; values: TypedFilter[] }
  | { kind: 'intersects'; list: KnownAttribute; elementsToReal: boolean; values: TypedFilter[] }
  | { kind: 'not'; operand: TypedFilter }
  | { kind: 'and' | 'or'; operands: TypedFilter[] };
