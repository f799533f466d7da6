/** Names and types: syntax tree → typed tree (docs/behaviour/filters.md, Names and errors). */

import { elementType, type FilterLevel, type ScalarType } from './filter-attribute.ts';
import { type FilterError, type Position, syntaxError, typeMismatch } from './filter-error.ts';
import {
  type FilterNames,
  type KnownAttribute,
  referenceText,
  refusePartReferences,
  refuseUnknownReferences,
} from './filter-names.ts';
import type { FilterNode, LiteralValue, TypedFilter } from './parse/filter-nodes.ts';
import type { ParsedFilter } from './parse/parse-filter.ts';

/** A typed expression and its type; `null` is the type of the literal null, which goes with every other. */
interface Checked {
  type: ScalarType | 'null';
  expression: TypedFilter;
}

/**
 * `level` is what is filtered: parts may be filtered by their document's attributes too, documents only by their own.
 * Throws FilterError naming every unknown reference, else the first ill-typed operand.
 */
export function checkFilter(parsed: ParsedFilter, names: FilterNames, level: FilterLevel): TypedFilter {
  if (level === 'document') refusePartReferences(parsed.references);
  refuseUnknownReferences(parsed.references, names);
  return condition(parsed.root, 'a filter', names);
}

function check(node: FilterNode, names: FilterNames): Checked {
  switch (node.kind) {
    case 'literal':
      return { type: literalType(node.value), expression: node };
    case 'reference': {
      const attribute = names.find(node.reference)!;
      if (elementType(attribute.type)) throw listAsValue(node.at, attribute);
      return { type: attribute.type as ScalarType, expression: { kind: 'scalar', attribute } };
    }
    case 'sign': {
      const operand = number(node.operand, node.operator, names);
      if (node.operator === '+') return operand;
      return { type: operand.type, expression: { kind: 'minus', operand: operand.expression } };
    }
    case 'arithmetic':
      return arithmetic(node, names);
    case 'comparison': {
      const [left, right] = alike(node.at, node.operator, [check(node.left, names), check(node.right, names)]);
      return boolean({ kind: 'comparison', operator: node.operator, left: left!, right: right! });
    }
    case 'is null': {
      const list = listOf(node.operand, names);
      if (list) return negatable({ kind: 'is list null', list }, node.negated);
      return negatable({ kind: 'is null', operand: check(node.operand, names).expression }, node.negated);
    }
    case 'in reference': {
      const list = listOf(node.list, names);
      if (!list) throw noList(node.list, names);
      return negatable(intersection(node.at, list, [check(node.operand, names)]), node.negated);
    }
    case 'like':
      throw syntaxError(node.at, 'LIKE is not an operator of filters');
    case 'in values': {
      const list = listOf(node.operand, names);
      const values = node.values.map((value) => check(value, names));
      if (list) return negatable(intersection(node.at, list, values), node.negated);
      const [operand, ...rest] = alike(node.at, 'IN', [check(node.operand, names), ...values]);
      return negatable({ kind: 'in', operand: operand!, values: rest }, node.negated);
    }
    case 'not':
      return boolean({ kind: 'not', operand: condition(node.operand, 'NOT', names) });
    case 'and':
    case 'or': {
      const user = node.kind.toUpperCase();
      return boolean({ kind: node.kind, operands: node.operands.map((operand) => condition(operand, user, names)) });
    }
  }
}

function arithmetic(node: FilterNode & { kind: 'arithmetic' }, names: FilterNames): Checked {
  const left = number(node.left, node.operator, names);
  const right = number(node.right, node.operator, names);
  const real = node.operator === '/' || left.type === 'real_number' || right.type === 'real_number';
  return {
    type: real ? 'real_number' : 'integer',
    expression: {
      kind: 'arithmetic',
      operator: real && node.operator === '%' ? 'real %' : node.operator,
      left: real ? toReal(left) : left.expression,
      right: real ? toReal(right) : right.expression,
    },
  };
}

/** `elements of list` ∩ values; `'a' IN doc.tags` and `doc.tags IN ('a')` are the same question. */
function intersection(at: Position, list: KnownAttribute, values: Checked[]): TypedFilter {
  const elements: Checked = { type: elementType(list.type)!, expression: { kind: 'literal', value: null } };
  const [, ...rest] = alike(at, 'IN', [elements, ...values]);
  const elementsToReal = elements.type === 'integer' && values.some(({ type }) => type === 'real_number');
  return { kind: 'intersects', list, elementsToReal, values: rest };
}

/** The operands of one comparison, brought to one type; integers become real as soon as one operand is. */
function alike(at: Position, operator: string, operands: Checked[]): TypedFilter[] {
  const [first, ...others] = operands.filter(({ type }) => type !== 'null');
  const real = operands.some(({ type }) => type === 'real_number');
  for (const other of others) {
    const matches = other.type === first!.type || (isNumber(first!) && isNumber(other));
    if (!matches) throw typeMismatch(at, `${operator} compares ${first!.type} with ${other.type}`);
  }
  return operands.map((operand) => unsetTitleAsFalse(real ? toReal(operand) : operand.expression));
}

/** Vectara's one exception to three-valued logic: in comparisons an unset part.is_title is false (§6.6). */
function unsetTitleAsFalse(expression: TypedFilter): TypedFilter {
  const isTitle = expression.kind === 'scalar' && referenceText(expression.attribute) === 'part.is_title';
  return isTitle ? { kind: 'unset as false', operand: expression } : expression;
}

function toReal({ type, expression }: Checked): TypedFilter {
  if (type !== 'integer') return expression;
  if (expression.kind === 'literal') return { kind: 'literal', value: Number(expression.value) };
  return { kind: 'to real', operand: expression };
}

function condition(node: FilterNode, user: string, names: FilterNames): TypedFilter {
  const { type, expression } = check(node, names);
  if (type === 'boolean' || type === 'null') return expression;
  const hint = user === 'OR' ? '; to compare with several values use IN (…)' : '';
  throw typeMismatch(node.at, `${user} needs a condition, but this is ${type}${hint}`);
}

function number(node: FilterNode, operator: string, names: FilterNames): Checked {
  const checked = check(node, names);
  if (isNumber(checked) || checked.type === 'null') return checked;
  throw typeMismatch(node.at, `${operator} needs numbers, but this is ${checked.type}`);
}

function isNumber({ type }: Checked): boolean {
  return type === 'integer' || type === 'real_number';
}

function boolean(expression: TypedFilter): Checked {
  return { type: 'boolean', expression };
}

function negatable(expression: TypedFilter, negated: boolean): Checked {
  return boolean(negated ? { kind: 'not', operand: expression } : expression);
}

function listOf(node: FilterNode, names: FilterNames): KnownAttribute | undefined {
  const attribute = node.kind === 'reference' ? names.find(node.reference)! : undefined;
  return attribute && elementType(attribute.type) ? attribute : undefined;
}

function literalType(value: LiteralValue): Checked['type'] {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'text';
  return typeof value === 'bigint' ? 'integer' : 'real_number';
}

function noList({ at, reference }: FilterNode & { kind: 'reference' }, names: FilterNames): FilterError {
  const text = referenceText(reference);
  return typeMismatch(at, `${text} is ${names.find(reference)!.type} and no list; write IN (${text})`);
}

function listAsValue(at: Position, list: KnownAttribute): FilterError {
  const text = referenceText(list);
  return typeMismatch(at, `${text} is ${list.type}; use value IN ${text}, ${text} IN (values) or ${text} IS NULL`);
}
