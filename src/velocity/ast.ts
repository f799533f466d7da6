import type { Position } from './meter.ts';
import type { Value } from './value.ts';

/** A parsed template: plain data, never changed, so one may be rendered many times and at once. */
export interface Template {
  readonly nodes: Block;
  readonly macros: ReadonlyMap<string, Macro>;
}

export type Block = readonly Node[];

export type Node =
  | { readonly kind: 'text'; readonly text: string }
  | Reference
  | SetDirective
  | IfDirective
  | ForeachDirective
  | MacroCall
  | { readonly kind: 'break' | 'stop'; readonly at: Position };

export interface SetDirective {
  readonly kind: 'set';
  readonly at: Position;
  readonly target: Reference;
  readonly value: Expression;
}

export interface IfDirective {
  readonly kind: 'if';
  readonly at: Position;
  readonly branches: readonly { readonly condition: Expression; readonly body: Block }[];
  readonly otherwise: Block;
}

export interface ForeachDirective {
  readonly kind: 'foreach';
  readonly at: Position;
  readonly variable: string;
  readonly items: Expression;
  readonly body: Block;
  readonly otherwise: Block;
}

export interface Macro {
  readonly parameters: readonly Parameter[];
  readonly body: Block;
}

export interface Parameter {
  readonly name: string;
  readonly fallback?: Expression;
}

export interface MacroCall {
  readonly kind: 'macro-call';
  readonly at: Position;
  readonly name: string;
  readonly args: readonly Expression[];
}

export interface Reference {
  readonly kind: 'reference';
  readonly at: Position;
  readonly name: string;
  readonly tails: readonly Tail[];
  /** `$!x`: prints nothing when undefined. */
  readonly quiet: boolean;
  /** As written; what an undefined reference prints. */
  readonly source: string;
}

export type Tail =
  | { readonly kind: 'property'; readonly at: Position; readonly name: string }
  | { readonly kind: 'method'; readonly at: Position; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'index'; readonly at: Position; readonly index: Expression };

export type Expression =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'interpolation'; readonly at: Position; readonly pieces: readonly (string | Reference)[] }
  | { readonly kind: 'list'; readonly at: Position; readonly items: readonly Expression[] }
  | { readonly kind: 'range'; readonly at: Position; readonly from: Expression; readonly to: Expression }
  | { readonly kind: 'map'; readonly at: Position; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'not' | 'minus'; readonly at: Position; readonly operand: Expression }
  | Chain
  | Reference;

/** Operators of one precedence, left to right; flat, so that a long sum does not nest. */
export interface Chain {
  readonly kind: 'chain';
  readonly first: Expression;
  readonly rest: readonly { readonly operator: Operator; readonly at: Position; readonly operand: Expression }[];
}

export type Operator = 'or' | 'and' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | '+' | '-' | '*' | '/' | '%';
