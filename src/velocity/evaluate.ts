import type { Chain, Expression, Operator, Reference, Tail } from './ast.ts';
import { joined, print } from './escaping.ts';
import type { Meter } from './meter.ts';
import { callMethod, itemAt, readProperty } from './methods.ts';
import type { Rendering } from './render.ts';
import {
  EscapedText,
  isList,
  isText,
  numberIn,
  scalarText,
  TemplateObject,
  type Value,
  WholeDecimal,
} from './value.ts';

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

/** The value of a reference; null when it, or anything on the way to it, is undefined. */
export function resolve(reference: Reference, rendering: Rendering): Value {
  let value = rendering.variables.get(reference.name) ?? null;
  for (const tail of reference.tails) {
    if (value === null) return null;
    rendering.meter.at = tail.at;
    rendering.meter.step();
    value = follow(value, tail, rendering);
  }
  return value;
}

function follow(value: Value, tail: Tail, rendering: Rendering): Value {
  const { meter } = rendering;
  if (tail.kind === 'property') return readProperty(value, tail.name, meter);
  if (tail.kind === 'index') return itemAt(value, evaluate(tail.index, rendering), meter);
  const args = tail.args.map((arg) => evaluate(arg, rendering));
  meter.at = tail.at;
  return callMethod(value, tail.name, args, meter);
}

interface Operand {
  readonly value: Value;
  /** Absent for the result of an operator before. */
  readonly from?: Expression;
}

function evaluateChain({ first, rest }: Chain, rendering: Rendering): Value {
  let left: Operand = { value: evaluate(first, rendering), from: first };
  for (const { operator, operand, at } of rest) {
    if (operator === 'and' || operator === 'or') {
      const decided = truthy(left.value) === (operator === 'or');
      left = { value: decided ? operator === 'or' : truthy(evaluate(operand, rendering)) };
    } else {
      const right = { value: evaluate(operand, rendering), from: operand };
      rendering.meter.at = at;
      left = { value: apply(operator, left, right, rendering) };
    }
  }
  return left.value;
}

function apply(operator: Exclude<Operator, 'and' | 'or'>, left: Operand, right: Operand, rendering: Rendering): Value {
  switch (operator) {
    case 'eq':
      return equal(left.value, right.value, rendering.meter);
    case 'ne':
      return !equal(left.value, right.value, rendering.meter);
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compare(operator, left.value, right.value);
    case '+':
      if (isText(left.value) || isText(right.value)) return concatenate(left, right, rendering);
      return calculate(operator, left.value, right.value);
    default:
      return calculate(operator, left.value, right.value);
  }
}

function concatenate(left: Operand, right: Operand, rendering: Rendering): Value {
  const pieces = [left, right].map(({ value, from }) => textPiece(value, from, rendering));
  return joined(pieces, rendering.escaping, rendering.meter);
}

type Arithmetic = Extract<Operator, '+' | '-' | '*' | '/' | '%'>;
type Comparison = Extract<Operator, 'lt' | 'le' | 'gt' | 'ge'>;

const operations: Record<Arithmetic, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
};

/** Java's rules: integers stay integers (`-7 / 2` is -3). Null when an operand is no number, or on division by zero. */
function calculate(operator: Arithmetic, left: Value, right: Value): Value {
  const a = numberIn(left);
  const b = numberIn(right);
  if (a === undefined || b === undefined) return null;
  const result = operations[operator](a, b);
  if (!Number.isFinite(result)) return null;
  if (isInteger(left) && isInteger(right)) return Math.trunc(result);
  return Number.isInteger(result) ? new WholeDecimal(result) : result;
}

const isInteger = (value: Value) => typeof value === 'number' && Number.isInteger(value);

const comparisons: Record<Comparison, <T extends number | string>(left: T, right: T) => boolean> = {
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
};

/** Numbers with numbers, texts with texts; anything else does not compare and is false. */
function compare(operator: Comparison, left: Value, right: Value): boolean {
  const holds = comparisons[operator];
  if (isText(left) && isText(right)) return holds(scalarText(left)!, scalarText(right)!);
  const a = numberIn(left);
  const b = numberIn(right);
  return a !== undefined && b !== undefined && holds(a, b);
}

/** `==`: numbers by value, lists and maps item by item, and values of different types by their printed form. */
export function equal(left: Value, right: Value, meter: Meter): boolean {
  meter.step();
  if (left === right) return true;
  if (left === null || right === null) return false;
  const numbers = [numberIn(left), numberIn(right)];
  if (numbers.every((number) => number !== undefined)) return numbers[0] === numbers[1];
  if (isList(left) && isList(right)) {
    return left.length === right.length && meter.nested(() => left.every((item, i) => equal(item, right[i]!, meter)));
  }
  if (left instanceof Map && right instanceof Map) {
    if (left.size !== right.size) return false;
    return meter.nested(() => [...left].every(([key, item]) => right.has(key) && equal(item, right.get(key)!, meter)));
  }
  const texts = [print(left, meter), print(right, meter)] as const;
  meter.text(Math.min(texts[0].length, texts[1].length));
  return texts[0] === texts[1];
}

/** Velocity 2: null, false, zero and whatever is empty are false; an object is empty when its `isEmpty()` says so. */
export function truthy(value: Value): boolean {
  if (value === null || typeof value === 'boolean') return value === true;
  if (isText(value)) return scalarText(value) !== '';
  if (isList(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  if (value instanceof TemplateObject) return value.methods.get('isEmpty')?.() !== true;
  return numberIn(value) !== 0;
}

/** A value as part of a text; as in the output, an undefined reference stands for its own source. */
function textPiece(value: Value, from: Expression | undefined, { meter }: Rendering): string | EscapedText {
  if (value instanceof EscapedText) return value;
  if (value === null && from?.kind === 'reference') return from.quiet ? '' : from.source;
  return print(value, meter);
}
