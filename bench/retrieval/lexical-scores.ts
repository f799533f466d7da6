// BM25 as the product computes it: SQLite FTS5, porter stemming, stopwords left out of the query.
import Database from 'better-sqlite3';

const STOPWORDS = new Set(
  (
    'a about after all also am an and any are as at be because been before being but by can could did do does doing ' +
    'for from get had has have he her his how i if in into is it its me more most must my no not of off on once one ' +
    'only or other our out over own she should so some such than that the their them then there these they this to ' +
    'too up us very was we were what when where which while who why will with would you your'
  ).split(' '),
);

/** Answers a function from a query to its BM25 score (positive, 0 without a match) for every passage. */
export function lexicalScorer(passages: readonly string[]): (query: string) => Float64Array {
  const database = new Database(':memory:');
  database.exec(`CREATE VIRTUAL TABLE part USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')`);
  const insert = database.prepare('INSERT INTO part (rowid, text) VALUES (?, ?)');
  database.transaction(() => {
    for (const [index, text] of passages.entries()) insert.run(index + 1, text);
  })();
  const search = database.prepare<[string], { id: number; score: number }>(
    'SELECT rowid AS id, -bm25(part) AS score FROM part WHERE part MATCH ?',
  );
  return (query) => {
    const scores = new Float64Array(passages.length);
    const words = query.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
    const terms = words.filter((word) => !STOPWORDS.has(word)).map((word) => `"${word}"`);
    if (terms.length > 0) for (const { id, score } of search.all(terms.join(' OR '))) scores[id - 1] = score;
    return scores;
  };
}
