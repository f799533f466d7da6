/** BM25 over the full text of a corpus. */
import type { Database, Statement } from 'better-sqlite3';
import { fullTextTable } from '../corpus-index/index-settings.ts';
import { averagesOf, firstNumber } from './full-text.ts';
import type { QuerySyntax } from './query-syntax.ts';

export interface LexicalMatches {
  ordinals: number[];
  /** Raw BM25, higher is better; in the order of `ordinals`. */
  scores: number[];
}

export interface LexicalSearch {
  /**
   * Every part with a term of the query, unordered. In a large corpus over-common words are left out; `alone` keeps at
   * least the rarest, for a search that has no other side.
   */
  search(corpusId: number, query: QuerySyntax, partCount: number, alone: boolean): LexicalMatches;
  /** The parts that hold something the query excludes. */
  excluded(corpusId: number, query: QuerySyntax): number[];
}

/** Below this many parts nothing is cut short. */
const SMALL_CORPUS = 5_000;
/** A word in more than this share of the parts tells nothing about any of them. */
const COMMON_SHARE = 0.1;
/** How many matching rows a query may score: BM25 costs about 1.5 µs a row. */
const rowBudget = (partCount: number) => 3_000 + partCount / 50;

/** The statements of one account's database, prepared on first use. */
export function createLexicalSearch(db: Database): LexicalSearch {
  const statements = new Map<string, Statement>();
  const prepared = (sql: string) => {
    const statement = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  /** In how many parts a word occurs; counted no further than `enough`. */
  function documentFrequency(corpusId: number, word: string, enough: number): number {
    const table = fullTextTable(corpusId);
    const matches = `SELECT 1 FROM ${table} WHERE ${table} MATCH ? LIMIT ?`;
    return prepared(`SELECT count(*) FROM (${matches})`).pluck().get(quoted(word), enough) as number;
  }

  /** The rarest words first, until the rows they bring are too many. */
  function affordable(corpusId: number, words: readonly string[], partCount: number, alone: boolean): string[] {
    if (partCount <= SMALL_CORPUS || words.length === 0) return [...words];
    const most = Math.floor(Math.min(COMMON_SHARE * partCount, rowBudget(partCount)));
    const byRarity = words.map((word) => ({ word, frequency: documentFrequency(corpusId, word, most + 1) }));
    byRarity.sort((a, b) => a.frequency - b.frequency);
    let rows = 0;
    return byRarity
      .filter(({ frequency }, index) => {
        rows += frequency;
        return (index === 0 && alone) || (frequency <= most && rows <= rowBudget(partCount));
      })
      .map(({ word }) => word);
  }

  return {
    search(corpusId, query, partCount, alone) {
      const words = affordable(corpusId, query.words, partCount, alone);
      const table = fullTextTable(corpusId);
      const matches = prepared(`SELECT rowid, -bm25(${table}) FROM ${table} WHERE ${table} MATCH ?`).raw();
      const total = firstNumber(prepared(averagesOf(corpusId)).pluck().get() as Buffer);
      const scores = new Map<number, number>();
      for (const term of termsOf({ ...query, words })) {
        const rows = matches.all(term) as [number, number][];
        const factor = smoothing(total, rows.length);
        for (const [ordinal, score] of rows) scores.set(ordinal, (scores.get(ordinal) ?? 0) + score * factor);
      }
      return { ordinals: [...scores.keys()], scores: [...scores.values()] };
    },

    excluded(corpusId, query) {
      const terms = termsOf(query.excluded);
      if (terms.length === 0) return [];
      const table = fullTextTable(corpusId);
      const rows = prepared(`SELECT rowid FROM ${table} WHERE ${table} MATCH ?`).pluck();
      return rows.all(terms.join(' OR ')) as number[];
    },
  };
}

/**
 * FTS5 weighs a term by ln((N − n + ½) / (n + ½)), and by a millionth where that is not positive: in every corpus of two
 * parts. This is what makes of it ln(1 + (N − n + ½) / (n + ½)), as Lucene has it, so that a match always counts.
 */
function smoothing(total: number, frequency: number): number {
  const odds = (total - frequency + 0.5) / (frequency + 0.5);
  const given = Math.log(odds);
  return Math.log(1 + odds) / (given > 0 ? given : 1e-6);
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** FTS5 expressions. Every word stands in quotes, so that nothing in it is an operator. */
function termsOf({ words, phrases, prefixes }: Pick<QuerySyntax, 'words' | 'phrases' | 'prefixes'>): string[] {
  return [
    ...words.map(quoted),
    ...phrases.map((phrase) => quoted(phrase.join(' '))),
    ...prefixes.map((prefix) => `${quoted(prefix)}*`),
  ];
}
