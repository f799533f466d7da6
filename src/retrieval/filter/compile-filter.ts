/** A metadata filter → one SQL condition (docs/behaviour/filters.md, Where filters are used). */
import { checkFilter } from './check-filter.ts';
import type { FilterAttribute, FilterLevel } from './filter-attribute.ts';
import { FilterError } from './filter-error.ts';
import { type FilterReference, filterNames, type KnownAttribute } from './filter-names.ts';
import type { TypedFilter } from './parse/filter-nodes.ts';
import { parseFilter } from './parse/parse-filter.ts';

/** What a filter may say: `level` is what it filters, `attributes` are all the corpus declares, of both levels. */
export interface FilterScope {
  attributes: readonly FilterAttribute[];
  level: FilterLevel;
}

/**
 * Where the values are. Every string is SQL, quoted and qualified so that it holds inside a sub-select too.
 * Besides what is declared, `scalar` is asked for the built-in ('document', 'id'), ('part', 'lang'), ('part', 'is_title').
 */
export interface FilterColumns {
  /** INTEGER, REAL, TEXT with BINARY collation; booleans 0 or 1; NULL when missing. */
  scalar(level: FilterLevel, name: string): string;
  list(level: FilterLevel, name: string): ListColumn;
}

export interface ListColumn {
  /** A table or parenthesised sub-select with one row per element, none of them NULL. */
  table: string;
  /** The column of `table` that says whose element it is, and what it equals in the row that is filtered. */
  owner: string;
  row: string;
  /** The column of `table` with the element, typed as scalars are. */
  value: string;
  /** NULL exactly when the filtered row has no list; an empty list is not NULL. */
  present: string;
}

export interface CheckedFilter {
  condition: TypedFilter;
  /** Each attribute the filter uses once, in order. */
  references: FilterReference[];
}

/** `sql` is one boolean expression with a `?` for each parameter; a row is kept when it is true, not when it is NULL. */
export interface CompiledFilter {
  sql: string;
  parameters: (string | number | bigint)[];
  references: FilterReference[];
}

const maxCharacters = 8000;

/** `undefined` for a blank filter, which keeps everything. Throws FilterError. */
export function compileFilter(text: string, scope: FilterScope, columns: FilterColumns): CompiledFilter | undefined {
  const checked = readFilter(text, scope);
  return checked && filterSql(checked, columns);
}

/** The part of compileFilter that can fail, for whoever must refuse a filter before there is anything to search. */
export function readFilter(text: string, { attributes, level }: FilterScope): CheckedFilter | undefined {
  const characters = text.length > maxCharacters ? [...text].length : text.length;
  if (characters > maxCharacters) {
    const problem = `It has ${characters} characters; at most ${maxCharacters} are allowed`;
    throw new FilterError({ line: 1, column: 0 }, problem);
  }
  if (text.trim() === '') return undefined;
  const names = filterNames(attributes);
  const parsed = parseFilter(text, names);
  const condition = checkFilter(parsed, names, level);
  const used = parsed.references.map(({ reference }) => names.find(reference)!);
  return { condition, references: [...new Set(used)].map(({ level, name }) => ({ level, name })) };
}

export function filterSql({ condition, references }: CheckedFilter, columns: FilterColumns): CompiledFilter {
  const parameters: CompiledFilter['parameters'] = [];

  /** Writes operands strictly from left to right, so that the parameters come in the order of their `?`. */
  function sql(node: TypedFilter): string {
    switch (node.kind) {
      case 'literal':
        if (node.value === null) return 'NULL';
        if (typeof node.value === 'boolean') return node.value ? '1' : '0';
        parameters.push(node.value);
        return '?';
      case 'scalar':
        return columns.scalar(node.attribute.level, node.attribute.name);
      case 'to real':
        return `CAST(${sql(node.operand)} AS REAL)`;
      case 'unset as false':
        return `coalesce(${sql(node.operand)}, 0)`;
      case 'minus':
        return `(- ${sql(node.operand)})`;
      case 'arithmetic':
        if (node.operator === 'real %') return `mod(${sql(node.left)}, ${sql(node.right)})`;
        return `(${sql(node.left)} ${node.operator} ${sql(node.right)})`;
      case 'comparison':
        return `(${sql(node.left)} ${node.operator} ${sql(node.right)})`;
      case 'is null':
        return `(${sql(node.operand)} IS NULL)`;
      case 'is list null':
        return `(${listColumn(node.list).present} IS NULL)`;
      case 'in':
        return `(${sql(node.operand)} IN (${node.values.map(sql).join(', ')}))`;
      case 'intersects':
        return intersects(node);
      case 'not':
        return `(NOT ${sql(node.operand)})`;
      case 'and':
      case 'or':
        return balanced(node.operands, node.kind.toUpperCase());
    }
  }

  /** `a OR b OR c OR d` as `((a OR b) OR (c OR d))`: SQLite limits the depth of an expression, not its length. */
  function balanced(operands: TypedFilter[], operator: string): string {
    if (operands.length === 1) return sql(operands[0]!);
    const middle = operands.length >> 1;
    const left = balanced(operands.slice(0, middle), operator);
    return `(${left} ${operator} ${balanced(operands.slice(middle), operator)})`;
  }

  function intersects({ list, elementsToReal, values }: TypedFilter & { kind: 'intersects' }): string {
    const { table, owner, row, value, present } = listColumn(list);
    const element = elementsToReal ? `CAST(${value} AS REAL)` : value;
    const someElement = (suffix: string) => {
      const isIn = `(${element} IN (${values.map(sql).join(', ')}))`;
      return `EXISTS (SELECT 1 FROM ${table} WHERE ${owner} = ${row} AND ${isIn}${suffix})`;
    };
    const found = `WHEN ${someElement('')} THEN 1`;
    const unknown = values.some(mayBeNull) ? ` WHEN ${someElement(' IS NULL')} THEN NULL` : '';
    return `(CASE WHEN ${present} IS NULL THEN NULL ${found}${unknown} ELSE 0 END)`;
  }

  const listColumn = ({ level, name }: KnownAttribute) => columns.list(level, name);
  return { sql: sql(condition), parameters, references };
}

function mayBeNull(node: TypedFilter): boolean {
  return node.kind !== 'literal' || node.value === null;
}
