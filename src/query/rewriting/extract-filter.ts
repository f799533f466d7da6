/** Intelligent query rewriting: values of filter attributes found in a query become a filter (docs/behaviour/query.md, Query rewriting). */
import type { FilterAttribute } from '../../retrieval/filter/filter-attribute.ts';
import { referenceText } from '../../retrieval/filter/filter-names.ts';

/** The values stored for one attribute of a corpus. */
export interface AttributeValues {
  attribute: Pick<FilterAttribute, 'name' | 'level' | 'type'>;
  values: readonly (string | number)[];
}

/** What was made of the query for one corpus. */
export interface QueryRewriting {
  corpusKey: string;
  /** Undefined when rewriting failed and the query ran as it was. */
  extraction: FilterExtraction | undefined;
  /** In the vocabulary of the history's spans. */
  warnings: ('no_filter_attrs' | 'extracted_empty_filter' | 'failed_to_parse_extracted_filter' | 'failure')[];
}

export interface FilterExtraction {
  query: string;
  /** Undefined when nothing was found. */
  filter: string | undefined;
}

/** Four digits that read as a year. */
const YEAR = /(?<![\p{L}\p{N}])(1[5-9]\d\d|20\d\d)(?![\p{L}\p{N}])/u;

/**
 * Takes comparisons of numeric attributes, the values of text attributes, and years of integer attributes called so, out
 * of the query. Values match as
 * whole words in any letter case; several of one attribute become a list.
 */
export function extractFilter(query: string, attributes: readonly AttributeValues[]): FilterExtraction {
  let rest = query;
  const conditions: string[] = [];
  for (const { attribute, values } of attributes) {
    const compared = isNumeric(attribute) ? takeComparison(rest, attribute) : undefined;
    if (compared) {
      rest = compared.rest;
      conditions.push(compared.condition);
      continue;
    }
    const found: string[] = [];
    if (attribute.type === 'text') {
      const longestFirst = values.filter((value) => typeof value === 'string' && value.trim() !== '') as string[];
      for (const value of longestFirst.sort((a, b) => b.length - a.length)) {
        const shorter = withoutWord(rest, value);
        if (shorter === undefined) continue;
        rest = shorter;
        found.push(`'${value.replaceAll("'", "''")}'`);
      }
    } else if (attribute.type === 'integer' && /year/i.test(attribute.name)) {
      const year = YEAR.exec(rest)?.[1];
      if (year === undefined || !values.some((value) => String(value) === year)) continue;
      rest = withoutWord(rest, year) ?? rest;
      found.push(year);
    }
    if (found.length === 0) continue;
    const name = referenceText(attribute);
    conditions.push(found.length === 1 ? `${name} = ${found[0]}` : `${name} IN (${found.join(', ')})`);
  }
  // A query that was nothing but values still needs something to search with.
  const left = rest.replace(/\s+/g, ' ').trim();
  return { query: left === '' ? query : left, filter: conditions.length > 0 ? conditions.join(' AND ') : undefined };
}

const isNumeric = ({ type }: AttributeValues['attribute']) => type === 'integer' || type === 'real_number';

const NUMBER = '-?\\d+(?:\\.\\d+)?';

/** How comparisons are written, longer words before those they begin with. */
const COMPARISONS: readonly (readonly [operator: string, words: string])[] = [
  ['>=', '>=|≥|at least|no less than|not less than|greater than or equal to|since'],
  ['<=', '<=|≤|at most|no more than|not more than|less than or equal to|up to|until'],
  ['>', '>|more than|greater than|larger than|higher than|bigger than|over|above|exceeding|after'],
  ['<', '<|less than|fewer than|lower than|smaller than|under|below|before'],
  ['=', '==?|exactly|equal to|equals'],
];
const WORDS = COMPARISONS.map(([, words]) => words).join('|');
const operatorOf = (written: string): string =>
  COMPARISONS.find(([, words]) => new RegExp(`^(?:${words})$`, 'i').test(written.replace(/\s+/g, ' ')))![0];

/**
 * A comparison of a numeric attribute, `rating above 4`, `over 300 pages`, `price between 10 and 20`, or of
 * years, `after 2010`, for an attribute that is called a year, taken out of the query; undefined when there is none.
 */
function takeComparison(text: string, attribute: AttributeValues['attribute']) {
  const words = attribute.name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const literal = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s_-]+');
  const name = `(?<![\\p{L}\\p{N}])(?:${literal})s?(?![\\p{L}\\p{N}])`;
  const reference = referenceText(attribute);
  const end = '(?![\\p{L}\\p{N}]|\\.\\d)';
  const take = (found: RegExpExecArray, condition: string) => ({
    rest: `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`,
    condition,
  });

  const range = new RegExp(
    `${name}\\s+(?:is\\s+|of\\s+)?between\\s+(${NUMBER})\\s+and\\s+(${NUMBER})${end}`,
    'iu',
  ).exec(text);
  if (range) return take(range, `${reference} >= ${range[1]} AND ${reference} <= ${range[2]}`);
  const after = new RegExp(
    `${name}\\s*(?:is\\s+|of\\s+)?(${WORDS.replaceAll(' ', '\\s+')})\\s*(${NUMBER})${end}`,
    'iu',
  ).exec(text);
  if (after) return take(after, `${reference} ${operatorOf(after[1]!)} ${after[2]}`);
  const before = new RegExp(
    `(?<![\\p{L}\\p{N}])(${WORDS.replaceAll(' ', '\\s+')})\\s*(${NUMBER})\\s+${name}`,
    'iu',
  ).exec(text);
  if (before) return take(before, `${reference} ${operatorOf(before[1]!)} ${before[2]}`);
  if (attribute.type !== 'integer' || !/year/i.test(attribute.name)) return undefined;
  const year = new RegExp(
    `(?<![\\p{L}\\p{N}])(${WORDS.replaceAll(' ', '\\s+')})\\s*(1[5-9]\\d\\d|20\\d\\d)${end}`,
    'iu',
  ).exec(text);
  return year ? take(year, `${reference} ${operatorOf(year[1]!)} ${year[2]}`) : undefined;
}

function withoutWord(text: string, word: string): string | undefined {
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu');
  return pattern.test(text) ? text.replace(pattern, ' ') : undefined;
}
