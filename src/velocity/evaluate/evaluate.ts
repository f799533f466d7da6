import { joined } from '../escaping.ts';
import type { Expression } from '../parse/ast.ts';
import { print } from '../print.ts';
import { numberIn, type Value, WholeDecimal } from '../value.ts';
import { evaluateChain } from './evaluate-chain.ts';
import type { Rendering } from './render/rendering.ts';
import { textPiece } from './render/text-piece.ts';
import { resolve } from './resolve.ts';
import { truthy } from './truthy.ts';

type Of<Kind extends Expression['kind']> = Extract<Expression, { kind: Kind }>;

/** The value of an expression. An undefined reference is null. */
export function evaluate(expression: Expression, rendering: Rendering): Value {
  rendering.meter.step();
  if (expression.kind === 'literal') return expression.value;
  return rendering.meter.nested(() => evaluateNested(expression, rendering));
}

function evaluateNested(expression: Exclude<Expression, Of<'literal'>>, rendering: Rendering): Value {
  if (expression.kind === 'chain') return evaluateChain(expression, rendering);
  rendering.meter.at = expression.at;
  switch (expression.kind) {
    case 'reference':
      return resolve(expression, rendering);
    case 'interpolation':
      return interpolate(expression, rendering);
    case 'list':
      return own(
        expression.items.map((item) => evaluate(item, rendering)),
        rendering,
      );
    case 'map':
      return own(new Map(mapEntries(expression, rendering)), rendering);
    case 'range':
      return range(expression, rendering);
    case 'not':
      return !truthy(evaluate(expression.operand, rendering));
    case 'minus':
      return negated(evaluate(expression.operand, rendering));
  }
}

function interpolate({ pieces }: Of<'interpolation'>, rendering: Rendering): Value {
  const texts = pieces.map((piece) =>
    typeof piece === 'string' ? piece : textPiece(evaluate(piece, rendering), piece, rendering),
  );
  return joined(texts, rendering.escaping, rendering.meter);
}

function* mapEntries({ entries }: Of<'map'>, rendering: Rendering): Generator<[string, Value]> {
  for (const [key, value] of entries) {
    yield [print(evaluate(key, rendering), rendering.meter), evaluate(value, rendering)];
  }
}

/** Both ends included, downwards if need be; null unless both are whole numbers. */
function range({ at, from, to }: Of<'range'>, rendering: Rendering): Value {
  const start = numberIn(evaluate(from, rendering));
  const end = numberIn(evaluate(to, rendering));
  if (start === undefined || end === undefined || !Number.isInteger(start) || !Number.isInteger(end)) return null;
  const size = Math.abs(end - start) + 1;
  rendering.meter.at = at;
  rendering.meter.range(size);
  const direction = end < start ? -1 : 1;
  return own(
    Array.from({ length: size }, (_, i) => start + direction * i),
    rendering,
  );
}

function negated(value: Value): Value {
  const number = numberIn(value);
  if (number === undefined) return null;
  return value instanceof WholeDecimal ? new WholeDecimal(-number) : -number;
}

function own<T extends readonly Value[] | ReadonlyMap<string, Value>>(value: T, rendering: Rendering): T {
  rendering.own.add(value);
  return value;
}
