/** A metadata filter over plain JSON, whose names nobody declared (docs/behaviour/agents.md, Sessions). */
import { compileRegex, type Regex, RegexError, regexBudget } from '../../basics/regular-expressions.ts';
import { FilterError, type Position, typeMismatch } from './filter-error.ts';
import type { ArithmeticOperator, ComparisonOperator, FilterNode } from './parse/filter-nodes.ts';
import { parseFilter } from './parse/parse-filter.ts';

const BARE = { areBare: true, find: () => undefined };

type Metadata = Readonly<Record<string, unknown>>;
/** Null is what is unknown, as in SQL; true and false follow its three-valued logic. */
type Evaluate = (metadata: Metadata) => unknown;

/** Throws FilterError; so does what is returned, when matching texts takes too long. */
export function compileJsonFilter(text: string): (metadata: Metadata) => boolean {
  if (text.trim() === '') return () => true;
  const evaluate = createCompiler()(parseFilter(text, BARE).root);
  return (metadata) => evaluate(metadata) === true;
}

function createCompiler(): (node: FilterNode) => Evaluate {
  const budget = regexBudget();

  const like = (at: Position, operand: Evaluate, pattern: Evaluate): Evaluate => {
    const compiled = new Map<string, Regex>();
    return (metadata) => {
      const text = operand(metadata);
      const written = pattern(metadata);
      if (text === null || written === null) return null;
      if (typeof text !== 'string' || typeof written !== 'string') return false;
      try {
        const regex = compiled.get(written) ?? compileRegex(sourceOf(written), { budget });
        compiled.set(written, regex);
        return regex.testWhole(text, budget);
      } catch (error) {
        if (error instanceof RegexError) throw new FilterError(at, `LIKE: ${error.message}`);
        throw error;
      }
    };
  };

  const compile = (node: FilterNode): Evaluate => {
    switch (node.kind) {
      case 'literal': {
        const value = typeof node.value === 'bigint' ? Number(node.value) : node.value;
        return () => value;
      }
      case 'reference':
        return (metadata) => valueAt(metadata, node.reference.name);
      case 'sign': {
        const operand = compile(node.operand);
        const sign = node.operator === '-' ? -1 : 1;
        return (metadata) => numeric(operand(metadata), (value) => sign * value);
      }
      case 'arithmetic': {
        const [left, right] = [compile(node.left), compile(node.right)];
        const apply = ARITHMETIC[node.operator];
        return (metadata) => numeric(left(metadata), (a) => numeric(right(metadata), (b) => finite(apply(a, b))));
      }
      case 'comparison': {
        const [left, right] = [compile(node.left), compile(node.right)];
        return (metadata) => compared(node.operator, left(metadata), right(metadata));
      }
      case 'is null': {
        const operand = compile(node.operand);
        return (metadata) => (operand(metadata) === null) !== node.negated;
      }
      case 'in values': {
        const [operand, ...values] = [node.operand, ...node.values].map(compile);
        return negatable(node.negated, (metadata) => {
          const value = operand!(metadata);
          const elements = Array.isArray(value) ? value : [value];
          return value === null
            ? null
            : some(values.flatMap((one) => elements.map((e) => compared('=', e ?? null, one(metadata)))));
        });
      }
      case 'in reference': {
        const [operand, list] = [compile(node.operand), compile(node.list)];
        return negatable(node.negated, (metadata) => {
          const elements = list(metadata);
          if (elements === null) return null;
          return Array.isArray(elements) && some(elements.map((e) => compared('=', operand(metadata), e ?? null)));
        });
      }
      case 'like':
        return negatable(node.negated, like(node.at, compile(node.operand), compile(node.pattern)));
      case 'not':
        return negatable(true, compile(node.operand));
      case 'and':
      case 'or': {
        const operands = node.operands.map(compile);
        const combine = node.kind === 'or' ? some : every;
        return (metadata) => combine(operands.map((operand) => operand(metadata)));
      }
      default:
        throw typeMismatch((node as FilterNode).at, 'is not understood');
    }
  };
  return compile;
}

/** The member of that whole name, else the one that its dots lead to. */
function valueAt(metadata: Metadata, name: string): unknown {
  if (Object.hasOwn(metadata, name)) return metadata[name] ?? null;
  let value: unknown = metadata;
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Metadata)[step];
  }
  return value ?? null;
}

const ARITHMETIC: Record<ArithmeticOperator, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
};

const numeric = (value: unknown, use: (value: number) => unknown): unknown =>
  typeof value === 'number' ? use(value) : null;
const finite = (value: number) => (Number.isFinite(value) ? value : null);

const COMPARISONS: Record<ComparisonOperator, (a: string | number | boolean, b: string | number | boolean) => boolean> =
  {
    '=': (a, b) => a === b,
    '<>': (a, b) => a !== b,
    '<': (a, b) => a < b,
    '<=': (a, b) => a <= b,
    '>': (a, b) => a > b,
    '>=': (a, b) => a >= b,
  };

/** Values of two types are neither equal nor unequal, nor is one the larger. */
function compared(operator: ComparisonOperator, a: unknown, b: unknown): boolean | null {
  if (a === null || b === null) return null;
  if (typeof a !== typeof b || typeof a === 'object') return false;
  return COMPARISONS[operator](a as string, b as string);
}

const some = (values: unknown[]): boolean | null =>
  values.includes(true) ? true : values.includes(null) ? null : false;
const every = (values: unknown[]): boolean | null =>
  values.some((value) => value !== null && value !== true) ? false : values.includes(null) ? null : true;

const negatable = (negated: boolean, evaluate: Evaluate): Evaluate =>
  negated
    ? (metadata) => {
        const value = evaluate(metadata);
        return value === null ? null : value === false;
      }
    : evaluate;

/** `%` is any text, `_` any one character. */
const sourceOf = (pattern: string): string =>
  [...pattern]
    .map((one) => (one === '%' ? '[\\s\\S]*' : one === '_' ? '[\\s\\S]' : one.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&')))
    .join('');
