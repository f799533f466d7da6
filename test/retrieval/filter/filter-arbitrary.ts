/** Random well-typed filters and random rows for them, and the filters as text with as few brackets as precedence allows. */
import fc from 'fast-check';
import type { FilterAttribute } from '../../../src/retrieval/filter/filter-attribute.ts';
import type { Metadata, Row } from './filter-corpus.ts';
import type { Expression, List, Operator, OracleRow, Type, Value } from './filter-oracle.ts';

export const attributes: FilterAttribute[] = [
  { level: 'document', name: 'year', type: 'integer' },
  { level: 'document', name: 'sub-total', type: 'integer' },
  { level: 'document', name: 'price', type: 'real_number' },
  { level: 'document', name: 'my "odd" field', type: 'text' },
  { level: 'document', name: 'open', type: 'boolean' },
  { level: 'document', name: 'tags', type: 'list[text]' },
  { level: 'document', name: 'sizes', type: 'list[integer]' },
  { level: 'part', name: 'page.number', type: 'integer' },
  { level: 'part', name: 'weight', type: 'real_number' },
  { level: 'part', name: 'weights', type: 'list[real_number]' },
];

const columns: (Expression & { kind: 'column' })[] = [
  { kind: 'column', text: 'doc.year', type: 'integer' },
  { kind: 'column', text: 'doc.sub-total', type: 'integer' },
  { kind: 'column', text: 'part.page.number', type: 'integer' },
  { kind: 'column', text: 'doc.price', type: 'real_number' },
  { kind: 'column', text: 'part.weight', type: 'real_number' },
  { kind: 'column', text: 'doc."my ""odd"" field"', type: 'text' },
  { kind: 'column', text: 'doc.id', type: 'text' },
  { kind: 'column', text: 'part.lang', type: 'text' },
  { kind: 'column', text: 'doc.open', type: 'boolean' },
  { kind: 'column', text: 'part.is_title', type: 'boolean' },
];
const lists: List[] = [
  { kind: 'list', text: 'doc.tags', type: 'text' },
  { kind: 'list', text: 'doc.sizes', type: 'integer' },
  { kind: 'list', text: 'part.weights', type: 'real_number' },
];

const integers = fc.oneof(
  { weight: 5, arbitrary: fc.bigInt(-4n, 4n) },
  fc.constantFrom(2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), 3037000500n),
);
const reals = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: -32, max: 32 }).map((eighths) => eighths / 8) },
  fc.constantFrom(2 ** 53, 2 ** 63, 0.1),
);
const texts = fc.oneof(
  fc.constantFrom('', 'a', 'b', 'B', "O'Brien", '"', 'é', '\uffff', '😀', '2024-01-01', 'eng'),
  fc.string({ unit: 'grapheme', maxLength: 3 }),
);
const valuesOf = { integer: integers, real_number: reals, text: texts, boolean: fc.boolean() };
type Filled = keyof typeof valuesOf;

const literal = (value: Value): Expression => ({ kind: 'literal', value });
const numeric = fc.constantFrom<Filled>('integer', 'real_number');
const anyType = fc.constantFrom<Filled>('integer', 'real_number', 'text', 'boolean');

/** `fuel` bounds the depth. */
function expression(type: Type, fuel: number): fc.Arbitrary<Expression> {
  const value = valuesOf[type as Filled].map(literal);
  const column = fc.constantFrom(...columns.filter((one) => one.type === type));
  const leaf = fc.oneof(
    { weight: 1, arbitrary: fc.constant(literal(null)) },
    { weight: 6, arbitrary: value },
    {
      weight: 8,
      arbitrary: column,
    },
  );
  if (fuel === 0 || type === 'text') return leaf;
  return fc.oneof(leaf, { weight: 3, arbitrary: type === 'boolean' ? condition(fuel - 1) : sum(type, fuel - 1) });
}

function sum(type: Type, fuel: number): fc.Arbitrary<Expression> {
  const operand = expression(type, fuel);
  const operators: Operator[] = type === 'integer' ? ['+', '-', '*', '%'] : ['+', '-', '*', '/', '%'];
  const left = type === 'integer' ? operand : numeric.chain((of) => expression(of, fuel));
  return fc.oneof(
    operand.map((inner): Expression => ({ kind: 'negate', operand: inner })),
    fc
      .tuple(fc.constantFrom(...operators), left, operand)
      .map(([operator, a, b]): Expression => ({ kind: 'binary', operator, left: a, right: b })),
  );
}

/** Operands that can be compared with `type`. */
function comparable(type: Filled, fuel: number): fc.Arbitrary<Expression> {
  const number = type === 'integer' || type === 'real_number';
  return number ? numeric.chain((of) => expression(of, fuel)) : expression(type, fuel);
}

function condition(fuel: number): fc.Arbitrary<Expression> {
  const boolean = expression('boolean', fuel);
  const operators: Operator[] = ['=', '<>', '<', '<=', '>', '>='];
  const values = (type: Filled) => fc.array(comparable(type, fuel), { minLength: 1, maxLength: 3 });
  const comparison = anyType.chain((type) =>
    fc
      .tuple(fc.constantFrom(...operators), expression(type, fuel), comparable(type, fuel))
      .map(([operator, left, right]): Expression => ({ kind: 'binary', operator, left, right })),
  );
  const isNull = fc
    .tuple(
      fc.oneof(
        anyType.chain((type) => expression(type, fuel)),
        fc.constantFrom(...lists),
      ),
      fc.boolean(),
    )
    .map(([operand, negated]): Expression => ({ kind: 'is null', operand, negated }));
  const isIn = anyType.chain((type) =>
    fc
      .tuple(expression(type, fuel), values(type), fc.boolean())
      .map(([operand, list, negated]): Expression => ({ kind: 'in', operand, values: list, negated })),
  );
  const inList = fc.constantFrom(...lists).chain((list) =>
    fc.oneof(
      fc
        .tuple(comparable(list.type as Filled, fuel), fc.boolean())
        .map(([operand, negated]): Expression => ({ kind: 'element of', operand, list, negated })),
      fc
        .tuple(values(list.type as Filled), fc.boolean())
        .map(([some, negated]): Expression => ({ kind: 'overlaps', list, values: some, negated })),
    ),
  );
  const combined = fc
    .tuple(fc.constantFrom<('and' | 'or')[]>('and', 'or'), fc.array(boolean, { minLength: 2, maxLength: 4 }))
    .map(([kind, operands]): Expression => ({ kind, operands }));
  const not = boolean.map((operand): Expression => ({ kind: 'not', operand }));
  return fc.oneof(comparison, comparison, isNull, isIn, inList, combined, not);
}

export const filters = fc.oneof(...[1, 2, 3].map(condition));

const missing = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 });
export const rows = fc.tuple(
  ...columns.map(({ type }) => missing<Value>(valuesOf[type as Filled])),
  ...lists.map(({ type }) =>
    missing<Value[]>(fc.array(valuesOf[type as Filled] as fc.Arbitrary<Value>, { maxLength: 3 })),
  ),
) as fc.Arbitrary<(Value | Value[])[]>;

/** The random values as the oracle sees them, and as metadata of a document and its part. */
export function asRow(values: (Value | Value[])[]): { oracle: OracleRow; row: Row } {
  const oracle: OracleRow = new Map();
  const row = { id: '', doc: {} as Metadata, part: {} as Metadata };
  for (const [index, { text }] of [...columns, ...lists].entries()) {
    const value = text === 'doc.id' ? (values[index] ?? 'a') : values[index]!;
    if (value !== null) oracle.set(text, value);
    const name = text.replace(/^\w+\./, '').replace(/^"(.*)"$/, (_, inner: string) => inner.replaceAll('""', '"'));
    if (text === 'doc.id') row.id = value as string;
    else row[text.startsWith('doc.') ? 'doc' : 'part'][name] = json(value);
  }
  return { oracle, row };
}

/** JSON numbers lose digits past 2⁵³, so integers go in as strings, which is allowed. */
function json(value: Value | Value[]): unknown {
  if (Array.isArray(value)) return value.map(json);
  return typeof value === 'bigint' ? String(value) : value;
}

const levels: Record<string, number> = { '*': 2, '/': 2, '%': 2, '+': 3, '-': 3, '=': 5, '<>': 5 };

/** The level of docs/behaviour/filters.md, Grammar an expression binds at; 0 for what never needs brackets. */
function levelOf(one: Expression): number {
  switch (one.kind) {
    case 'literal':
      return (typeof one.value === 'bigint' || typeof one.value === 'number') && one.value < 0 ? 1 : 0;
    case 'column':
      return 0;
    case 'negate':
      return 1;
    case 'binary':
      return levels[one.operator] ?? 4;
    default:
      return { 'is null': 6, in: 7, 'element of': 7, overlaps: 7, not: 8, and: 9, or: 10 }[one.kind];
  }
}

export function render(one: Expression | List, loosest = 10): string {
  if (one.kind === 'list') return one.text;
  const level = levelOf(one);
  return level > loosest ? `(${write(one, level)})` : write(one, level);
}

function write(one: Expression, level: number): string {
  const values = (list: Expression[]) => `(${list.map((value) => render(value)).join(', ')})`;
  switch (one.kind) {
    case 'literal':
      return literalText(one.value);
    case 'column':
      return one.text;
    case 'negate':
      return `-${render(one.operand, 1)}`;
    case 'binary':
      return `${render(one.left, level)} ${one.operator} ${render(one.right, level - 1)}`;
    case 'is null':
      return `${render(one.operand, 5)} IS ${one.negated ? 'NOT ' : ''}NULL`;
    case 'in':
      return `${render(one.operand, 6)}${one.negated ? ' NOT' : ''} IN ${values(one.values)}`;
    case 'element of':
      return `${render(one.operand, 6)}${one.negated ? ' NOT' : ''} in ${one.list.text}`;
    case 'overlaps':
      return `${one.list.text}${one.negated ? ' NOT' : ''} IN ${values(one.values)}`;
    case 'not':
      return `NOT ${render(one.operand, 8)}`;
    default:
      return one.operands.map((operand) => render(operand, level - 1)).join(` ${one.kind}\n`);
  }
}

function literalText(value: Value): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value !== 'number') return String(value);
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
