import { invalidField } from '../../errors.ts';
import type { FilterAttribute } from '../../retrieval/filter/filter-attribute.ts';
import { referenceText } from '../../retrieval/filter/filter-names.ts';

/** `doc.year`: how statistics name an attribute. */
export const qualifiedName = ({ level, name }: FilterAttribute) => `${level === 'document' ? 'doc' : 'part'}.${name}`;

/** The attributes that a comma-separated list names, in its order; all where there is no list. Throws 400 naming the others. */
export function chooseAttributes(
  fields: string | undefined,
  attributes: readonly FilterAttribute[],
): FilterAttribute[] {
  const named = (fields ?? '').split(',').map((field) => field.trim());
  const wanted = [...new Set(named.filter((field) => field !== ''))];
  if (wanted.length === 0) return [...attributes];
  const find = (field: string) =>
    attributes.find((attribute) => qualifiedName(attribute) === field || referenceText(attribute) === field);
  const unknown = wanted.filter((field) => !find(field));
  if (unknown.length > 0) {
    throw invalidField('query.fields', `names no filter attribute of this corpus: ${unknown.join(', ')}.`);
  }
  return wanted.map((field) => find(field)!);
}
