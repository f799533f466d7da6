/** The meaning of filters said a second time, in plain TypeScript, for property tests (docs/behaviour/filters.md, Grammar). */

export type Value = bigint | number | string | boolean | null;
export type Type = 'integer' | 'real_number' | 'text' | 'boolean' | 'null';
export type Operator = '+' | '-' | '*' | '/' | '%' | '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Expression =
  | { kind: 'literal'; value: Value }
  | { kind: 'column'; text: string; type: Type }
  | { kind: 'negate'; operand: Expression }
  | { kind: 'binary'; operator: Operator; left: Expression; right: Expression }
  | { kind: 'is null'; operand: Expression | List; negated: boolean }
  | { kind: 'in'; operand: Expression; values: Expression[]; negated: boolean }
  | { kind: 'element of'; operand: Expression; list: List; negated: boolean }
  | { kind: 'overlaps'; list: List; values: Expression[]; negated: boolean }
  | { kind: 'not'; operand: Expression }
  | { kind: 'and' | 'or'; operands: Expression[] };
export type List = { kind: 'list'; text: string; type: Type };

/** Values by how a filter writes their name: `doc.year`. */
export type OracleRow = Map<string, Value | Value[]>;

const int64 = { smallest: -(2n ** 63n), largest: 2n ** 63n - 1n };
const arithmetic = new Set<Operator>(['+', '-', '*', '/', '%']);

export function typeOf(expression: Expression): Type {
  switch (expression.kind) {
    case 'literal':
      if (expression.value === null) return 'null';
      if (typeof expression.value === 'bigint') return 'integer';
      if (typeof expression.value === 'number') return 'real_number';
      return typeof expression.value === 'string' ? 'text' : 'boolean';
    case 'column':
      return expression.type;
    case 'negate':
      return typeOf(expression.operand);
    case 'binary':
      if (!arithmetic.has(expression.operator)) return 'boolean';
      return expression.operator === '/' || isReal(expression.left) || isReal(expression.right)
        ? 'real_number'
        : 'integer';
    default:
      return 'boolean';
  }
}

export function evaluate(expression: Expression, row: OracleRow): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'column':
      return (row.get(expression.text) as Value) ?? null;
    case 'negate': {
      const operand = evaluate(expression.operand, row);
      if (operand === null) return null;
      return typeof operand === 'bigint' ? inRange(-operand, -Number(operand)) : -(operand as number);
    }
    case 'binary':
      return arithmetic.has(expression.operator) ? calculate(expression, row) : compare(expression, row);
    case 'is null': {
      const { operand, negated } = expression;
      const value = operand.kind === 'list' ? (row.get(operand.text) ?? null) : evaluate(operand, row);
      return (value === null) !== negated;
    }
    case 'in': {
      const all = [expression.operand, ...expression.values];
      const real = all.some(isReal);
      const [operand, ...values] = all.map((one) => comparable(one, row));
      return negateIf(expression.negated, any(values.map((value) => order('=', operand!, value, real))));
    }
    case 'element of':
      return negateIf(expression.negated, overlaps(expression.list, [expression.operand], row));
    case 'overlaps':
      return negateIf(expression.negated, overlaps(expression.list, expression.values, row));
    case 'not':
      return not(evaluate(expression.operand, row));
    case 'or':
      return any(expression.operands.map((operand) => evaluate(operand, row)));
    case 'and':
      return not(any(expression.operands.map((operand) => not(evaluate(operand, row)))));
  }
}

function overlaps(list: List, values: Expression[], row: OracleRow): Value {
  const elements = row.get(list.text) as Value[] | undefined;
  if (!elements) return null;
  const real = list.type === 'real_number' || values.some(isReal);
  return any(elements.flatMap((element) => values.map((value) => order('=', element, comparable(value, row), real))));
}

function calculate({ operator, left, right }: Expression & { kind: 'binary' }, row: OracleRow): Value {
  const a = evaluate(left, row) as number | bigint | null;
  const b = evaluate(right, row) as number | bigint | null;
  if (a === null || b === null) return null;
  const real = typeOf({ kind: 'binary', operator, left, right }) === 'real_number';
  if (operator === '%' && !real) {
    const [dividend, divisor] = [toInt64(a), toInt64(b)];
    if (divisor === 0n) return null;
    const rest = dividend % divisor;
    return typeof a === 'bigint' && typeof b === 'bigint' ? rest : Number(rest);
  }
  const result = calculateReal(operator, Number(a), Number(b));
  if (real || typeof a === 'number' || typeof b === 'number') return result;
  if (operator === '+') return inRange(a + b, result);
  return operator === '-' ? inRange(a - b, result) : inRange(a * b, result);
}

function calculateReal(operator: Operator, a: number, b: number): number | null {
  if (operator === '/' && b === 0) return null;
  const result = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b }[operator as '+'];
  return Number.isNaN(result) ? null : result;
}

/** An integer result outside 64 bits goes on as a double. */
function inRange(result: bigint, otherwise: number | null): Value {
  return result >= int64.smallest && result <= int64.largest ? result : otherwise;
}

function toInt64(value: number | bigint): bigint {
  if (typeof value === 'bigint') return value;
  if (value >= 2 ** 63) return int64.largest;
  return value <= -(2 ** 63) ? int64.smallest : BigInt(Math.trunc(value));
}

function compare({ operator, left, right }: Expression & { kind: 'binary' }, row: OracleRow): Value {
  return order(operator, comparable(left, row), comparable(right, row), isReal(left) || isReal(right));
}

/** The value for a comparison, where an unset part.is_title is false. */
function comparable(expression: Expression, row: OracleRow): Value {
  const value = evaluate(expression, row);
  return value === null && expression.kind === 'column' && expression.text === 'part.is_title' ? false : value;
}

function order(operator: Operator, a: Value, b: Value, real: boolean): Value {
  if (a === null || b === null) return null;
  const [left, right] = real ? [Number(a), Number(b)] : [a, b];
  const sign = typeof left === 'string' ? compareText(left, right as string) : left < right ? -1 : left > right ? 1 : 0;
  const holds = { '=': sign === 0, '<>': sign !== 0, '<': sign < 0, '<=': sign <= 0, '>': sign > 0, '>=': sign >= 0 };
  return holds[operator as '='];
}

function compareText(a: string, b: string): number {
  const [left, right] = [[...a], [...b]].map((text) => text.map((character) => character.codePointAt(0)!));
  const different = left!.findIndex((code, index) => code !== right![index]);
  if (different < 0) return left!.length - right!.length;
  return left![different]! - (right![different] ?? -1);
}

function any(values: Value[]): Value {
  return values.includes(true) ? true : values.includes(null) ? null : false;
}

function not(value: Value): Value {
  return value === null ? null : !value;
}

function negateIf(negated: boolean, value: Value): Value {
  return negated ? not(value) : value;
}

function isReal(expression: Expression): boolean {
  return typeOf(expression) === 'real_number';
}
