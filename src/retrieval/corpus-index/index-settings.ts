import type { FilterAttribute, FilterLevel } from '../filter/filter-attribute.ts';

/** What decides the shape of a corpus's index. */
export interface IndexSettings {
  /** The database's own number of the corpus, never user text. */
  corpusId: number;
  attributes: readonly FilterAttribute[];
  /** Names of the custom dimensions, in order of declaration. */
  dimensions: readonly string[];
}

/**
 * Where the values of one attribute are kept: `column` of the table of its level and, for a list, `listTable`. Names are
 * made of numbers only, so nothing a user wrote becomes SQL.
 */
export interface AttributePlace {
  attribute: FilterAttribute;
  column: string;
  listTable?: string;
}

const BUILT_IN: FilterAttribute[] = [
  { level: 'part', name: 'lang', type: 'text' },
  { level: 'part', name: 'is_title', type: 'boolean' },
];

/** The declared attributes and those that exist without declaration; a built-in one keeps its own type (docs/behaviour/filters.md, Names and errors). */
export function attributePlaces({ corpusId, attributes }: IndexSettings): AttributePlace[] {
  const isBuiltIn = ({ level, name }: FilterAttribute) =>
    (level === 'document' && name === 'id') || BUILT_IN.some((own) => own.level === level && own.name === name);
  const declared = attributes.filter((attribute) => !isBuiltIn(attribute));
  return [...BUILT_IN, ...declared].map((attribute, index) => ({
    attribute,
    column: `a${index}`,
    ...(attribute.type.startsWith('list') ? { listTable: `list_${corpusId}_${index}` } : {}),
  }));
}

/** Where the values of a name are kept, be it declared or built in. */
export function findPlace(settings: IndexSettings, level: FilterLevel, name: string): AttributePlace | undefined {
  if (level === 'document' && name === 'id') return DOCUMENT_ID;
  return attributePlaces(settings).find(({ attribute }) => attribute.level === level && attribute.name === name);
}

const DOCUMENT_ID: AttributePlace = { attribute: { level: 'document', name: 'id', type: 'text' }, column: 'id' };

export const documentsTable = (corpusId: number) => `document_index_${Number(corpusId)}`;
export const partsTable = (corpusId: number) => `part_index_${Number(corpusId)}`;
export const fullTextTable = (corpusId: number) => `full_text_${Number(corpusId)}`;
export const dimensionColumn = (index: number) => `c${index}`;

export const tableOf = (corpusId: number, level: FilterLevel) =>
  level === 'document' ? documentsTable(corpusId) : partsTable(corpusId);
