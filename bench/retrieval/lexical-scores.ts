// BM25 as the product computes it.
import Database from 'better-sqlite3';
import { fullTextTable } from '../../src/retrieval/corpus-index/index-settings.ts';
import { createFullText } from '../../src/retrieval/lexical/full-text.ts';
import { createLexicalSearch } from '../../src/retrieval/lexical/lexical-search.ts';
import { indexedText } from '../../src/retrieval/lexical/lexical-words.ts';
import { parseQuerySyntax } from '../../src/retrieval/lexical/query-syntax.ts';
import { STOP_WORDS } from '../../src/retrieval/lexical/stop-words.ts';

const CORPUS = 1;

/** Answers a function from a query to its BM25 score (positive, 0 without a match) for every passage. */
export function lexicalScorer(passages: readonly string[]): (query: string) => Float64Array {
  const database = new Database(':memory:');
  createFullText(database, CORPUS);
  const insert = database.prepare(`INSERT INTO ${fullTextTable(CORPUS)} (rowid, text) VALUES (?, ?)`);
  database.transaction(() => {
    for (const [index, text] of passages.entries()) insert.run(index + 1, indexedText(text));
  })();
  const lexical = createLexicalSearch(database);
  return (query) => {
    const scores = new Float64Array(passages.length);
    const found = lexical.search(CORPUS, parseQuerySyntax(query, STOP_WORDS), passages.length, true);
    for (const [index, ordinal] of found.ordinals.entries()) scores[ordinal - 1] = found.scores[index]!;
    return scores;
  };
}
