import type { KnownAttribute, TypedFilter } from '../../api/types.ts';

/** A filter as it was understood, its conditions one below another. */
export function FilterTree({ of: filter }: { of: TypedFilter }) {
  const inner = filter.kind === 'unset as false' ? filter.operand : filter;
  if (inner.kind === 'not')
    return (
      <div class="filter-tree">
        not <FilterTree of={inner.operand} />
      </div>
    );
  if (inner.kind !== 'and' && inner.kind !== 'or') return <code>{textOf(inner)}</code>;
  return (
    <div class="filter-tree">
      {inner.kind === 'and' ? 'all of' : 'any of'}
      <ul>
        {inner.operands.map((operand) => (
          <li>
            <FilterTree of={operand} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function textOf(filter: TypedFilter): string {
  switch (filter.kind) {
    case 'literal':
      return typeof filter.value === 'string' ? `'${filter.value}'` : String(filter.value);
    case 'scalar':
      return attribute(filter.attribute);
    case 'to real':
    case 'unset as false':
      return textOf(filter.operand);
    case 'minus':
      return `-${textOf(filter.operand)}`;
    case 'arithmetic':
      return `(${textOf(filter.left)} ${filter.operator.replace('real ', '')} ${textOf(filter.right)})`;
    case 'comparison':
      return `${operand(filter.left, filter.right)} ${filter.operator} ${operand(filter.right, filter.left)}`;
    case 'is null':
      return `${textOf(filter.operand)} IS NULL`;
    case 'is list null':
      return `${attribute(filter.list)} IS NULL`;
    case 'in':
      return `${textOf(filter.operand)} IN (${filter.values.map((value) => operand(value, filter.operand)).join(', ')})`;
    case 'intersects':
      return `(${filter.values.map(textOf).join(', ')}) IN ${attribute(filter.list)}`;
    case 'not':
      return `NOT (${textOf(filter.operand)})`;
    case 'and':
    case 'or':
      return `(${filter.operands.map(textOf).join(filter.kind === 'and' ? ' AND ' : ' OR ')})`;
    default:
      return JSON.stringify(filter);
  }
}

/** Whole numbers are noted as text; what they are compared with tells them apart. */
function operand(filter: TypedFilter, other: TypedFilter): string {
  const isNumber = filter.kind === 'literal' && other.kind === 'scalar' && other.attribute.type === 'integer';
  return isNumber ? String(filter.value) : textOf(filter);
}

const attribute = ({ level, name, type }: KnownAttribute) =>
  `${level === 'document' ? 'doc' : 'part'}.${name} (${type})`;
