import type { Expression } from '../../parse/ast.ts';
import { print } from '../../print.ts';
import { EscapedText, type Value } from '../../value.ts';
import type { Rendering } from './rendering.ts';

/** A value as part of a text; as in the output, an undefined reference stands for its own source. */
export function textPiece(value: Value, from: Expression | undefined, { meter }: Rendering): string | EscapedText {
  if (value instanceof EscapedText) return value;
  if (value === null && from?.kind === 'reference') return from.quiet ? '' : from.source;
  return print(value, meter);
}
