/** The names a filter may use: what the corpus declares, and what exists without declaration (docs/behaviour/filters.md, Names and errors). */
import type { FilterAttribute, FilterAttributeType, FilterLevel } from './filter-attribute.ts';
import { FilterError, type Position } from './filter-error.ts';

export interface FilterReference {
  level: FilterLevel;
  name: string;
}

/** A reference and where it is written. */
export interface PlacedReference {
  at: Position;
  reference: FilterReference;
}

export interface KnownAttribute extends FilterReference {
  type: FilterAttributeType;
}

export interface FilterNames {
  /** Names stand by themselves, need no declaration, and there is LIKE: so are sessions of agents filtered. */
  readonly areBare?: boolean;
  /** The attribute meant by `doc.<name>` or `part.<name>`, also when it is written with a `metadata.` segment. */
  find(reference: FilterReference): KnownAttribute | undefined;
}

const builtIns: KnownAttribute[] = [
  { level: 'document', name: 'id', type: 'text' },
  { level: 'part', name: 'lang', type: 'text' },
  { level: 'part', name: 'is_title', type: 'boolean' },
];

/** A built-in name keeps its own type when it is declared as well. */
export function filterNames(attributes: readonly FilterAttribute[]): FilterNames {
  const known = new Map<string, KnownAttribute>();
  for (const { level, name, type } of [...attributes, ...builtIns]) {
    known.set(`${level}.${name}`, { level, name, type });
  }
  return {
    find: ({ level, name }) =>
      known.get(`${level}.${name}`) ?? known.get(`${level}.${name.replace(/^metadata\./, '')}`),
  };
}

/** `doc.year`, `part."my field"`: a reference as a filter would write it. */
export function referenceText({ level, name }: FilterReference): string {
  const plain = /^[\p{ID_Start}_][\p{ID_Continue}.-]*$/u.test(name);
  return `${level === 'document' ? 'doc' : 'part'}.${plain ? name : `"${name.replaceAll('"', '""')}"`}`;
}

/** Throws FilterError naming all undeclared references in the order they are written (docs/behaviour/filters.md, Names and errors). */
export function refuseUnknownReferences(references: PlacedReference[], names: FilterNames): void {
  const unknown = references.filter(({ reference }) => !names.find(reference));
  if (unknown.length === 0) return;
  throw new FilterError(unknown[0]!.at, `Unrecognized references: ${listed(unknown)}`);
}

/** Throws FilterError for `part.` in a filter of documents (docs/behaviour/documents.md, Lists). */
export function refusePartReferences(references: PlacedReference[]): void {
  const part = references.filter(({ reference }) => reference.level === 'part');
  if (part.length === 0) return;
  const problem = `Documents cannot be filtered by ${listed(part)}: `;
  throw new FilterError(part[0]!.at, `${problem}use doc.id or filter attributes of level document`);
}

function listed(references: PlacedReference[]): string {
  return [...new Set(references.map(({ reference }) => referenceText(reference)))].join(', ');
}
