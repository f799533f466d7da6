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
    const compared = isNumeric(attribute) ? takeComparisons(rest, attribute) : undefined;
    if (compared) {
      rest = compared.rest;
      conditions.push(...compared.conditions);
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
  const left = conditions.length > 0 ? tidied(rest) : rest.replace(/\s+/g, ' ').trim();
  return { query: left === '' ? query : left, filter: conditions.length > 0 ? conditions.join(' AND ') : undefined };
}

/** What is left of a sentence that something was taken out of: its marks stand at its words again. */
const tidied = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ (?=[,.;:?!])/g, '')
    .replace(/^[\s,.;:]+|[\s,;:]+$/g, '');

const isNumeric = ({ type }: AttributeValues['attribute']) => type === 'integer' || type === 'real_number';

const NUMBER = '-?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?';
const YEAR_NUMBER = '1[5-9]\\d\\d|20\\d\\d';

/** How comparisons are written before a number, longer words before those they begin with. */
const BEFORE: readonly (readonly [operator: string, words: string])[] = [
  ['>=', '>=|≥|at least|no less than|not less than|greater than or equal to|since'],
  ['<=', '<=|≤|at most|no more than|not more than|less than or equal to|up to|until'],
  ['>', '>|more than|greater than|larger than|higher than|bigger than|over|above|exceeding|after'],
  ['<', '<|less than|fewer than|lower than|smaller than|under|below|before'],
  ['=', '==?|exactly|equal to|equals'],
];
/** And after one. */
const AFTER: readonly (readonly [operator: string, words: string])[] = [
  ['>=', 'or (?:more|higher|above|greater|over|later|longer|larger)|and (?:up|above|over|later)'],
  ['<=', 'or (?:less|fewer|lower|below|under|earlier|shorter|smaller)|and (?:below|under|earlier)'],
];
const anyOf = (list: typeof BEFORE): string =>
  `(${list
    .map(([, words]) => words)
    .join('|')
    .replaceAll(' ', '\\s+')})`;
const operatorOf = (written: string, list = BEFORE): string =>
  list.find(([, words]) => new RegExp(`^(?:${words})$`, 'i').test(written.replace(/\s+/g, ' ')))![0];

const START = '(?<![\\p{L}\\p{N}])';
const END = '(?![\\p{L}\\p{N}]|[.,]\\d)';

/** A way to compare: its pattern, and which comparisons its groups come to. */
type Form = readonly [pattern: string, read: (groups: string[]) => (readonly [operator: string, number: string])[]];

const range = ([low, high]: string[]) => [['>=', low!] as const, ['<=', high!] as const];
const single = ([written, number]: string[]) => [[operatorOf(written!), number!] as const];
const turned = ([number, written]: string[]) => [[operatorOf(written!, AFTER), number!] as const];

/** `rating above 4`, `over 300 pages`, `price between 10 and 20`, `4 or more stars`. */
function formsWith(name: string): Form[] {
  const number = `[$€£]?\\s?(${NUMBER})`;
  const is = `${START}${name}\\s*(?:is\\s+|are\\s+|of\\s+|:\\s*)?`;
  const [before, after, between] = [
    anyOf(BEFORE),
    anyOf(AFTER),
    `(?:between|from)\\s+${number}\\s+(?:and|to)\\s+${number}`,
  ];
  return [
    [`${is}${between}${END}`, range],
    [`${START}${between}\\s+${name}${END}`, range],
    [
      `${is}${before}\\s*${number}\\s+(?:and|but)\\s+${before}\\s*${number}${END}`,
      ([first, low, second, high]) => [...single([first!, low!]), ...single([second!, high!])],
    ],
    [`${is}${number}\\s+${after}${END}`, turned],
    [`${START}${number}\\s+${after}\\s+${name}${END}`, turned],
    [`${START}${number}\\s+${name}\\s+${after}${END}`, turned],
    [`${is}${before}\\s*${number}${END}`, single],
    [`${START}${before}\\s*${number}\\s+${name}${END}`, single],
  ];
}

/** Years speak for themselves: `after 2010`, `between 2010 and 2015`, `2010 or later`. */
const OF_YEARS: Form[] = [
  [`${START}(?:between|from)\\s+(${YEAR_NUMBER})\\s+(?:and|to)\\s+(${YEAR_NUMBER})${END}`, range],
  [`${START}(${YEAR_NUMBER})\\s+${anyOf(AFTER)}${END}`, turned],
  [`${START}${anyOf(BEFORE)}\\s*(${YEAR_NUMBER})${END}`, single],
];

/** The comparisons of a numeric attribute, taken out of the query; undefined when there are none. */
function takeComparisons(text: string, attribute: AttributeValues['attribute']) {
  const words = attribute.name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  const literal = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s_-]+');
  const forms = formsWith(`(?:${literal.replace(/s$/i, '')})s?(?![\\p{L}\\p{N}])`);
  if (attribute.type === 'integer' && /year/i.test(attribute.name)) forms.push(...OF_YEARS);
  const conditions: string[] = [];
  let rest = text;
  for (const [pattern, read] of forms) {
    const found = new RegExp(pattern, 'iu').exec(rest);
    if (!found) continue;
    rest = `${rest.slice(0, found.index)} ${rest.slice(found.index + found[0].length)}`;
    for (const [operator, number] of read(found.slice(1)))
      conditions.push(`${referenceText(attribute)} ${operator} ${number.replaceAll(',', '')}`);
  }
  return conditions.length > 0 ? { rest, conditions } : undefined;
}

function withoutWord(text: string, word: string): string | undefined {
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu');
  return pattern.test(text) ? text.replace(pattern, ' ') : undefined;
}
