import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { startProcess, temporaryFolder } from '../support/process.ts';

/** A few in the suite, many in `npm run test:kill`. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 1);
const WRITERS = 3;
const PARTS = 20;

const document = (id: string) => ({
  id,
  type: 'core',
  document_parts: Array.from({ length: PARTS }, (_, part) => ({ text: `Part ${part} of ${id} about the harbour.` })),
});

/** Documents, parts, full text, attribute rows and vectors, counted in the database file itself. */
function countStored(dataDir: string) {
  const db = new Database(join(dataDir, 'default.sqlite'));
  const count = (sql: string) => db.prepare(sql).pluck().get() as number;
  const dimensions = count('SELECT vector_dimensions FROM corpora') || 1;
  const counted = {
    integrity: db.pragma('integrity_check', { simple: true }),
    documents: count('SELECT count(*) FROM documents'),
    listed: count('SELECT document_count FROM corpora'),
    indexed: count('SELECT count(*) FROM document_index_1'),
    parts: count('SELECT count(*) FROM parts'),
    partRows: count('SELECT count(*) FROM part_index_1'),
    texts: count("SELECT count(*) FROM full_text_1 WHERE full_text_1 MATCH 'harbour'"),
    vectors: count('SELECT coalesce(sum(length(vectors)), 0) FROM document_vectors') / dimensions,
  };
  db.close();
  return counted;
}

test('kill -9 amid an ingest leaves every acknowledged document whole, and nothing half of any other', async () => {
  const dataDir = temporaryFolder();
  const args = ['--data-dir', dataDir, '--log-level', 'silent'];
  const acknowledged: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const api = await startProcess(args);
    if (round === 0) await api.create('/v2/corpora', { key: 'kept' });
    let left = 4 + (round % 7);
    const write = async (writer: number) => {
      for (let index = 0; ; index += 1) {
        const id = `r${round}w${writer}d${index}`;
        const answer = await api.post('/v2/corpora/kept/documents', document(id)).catch(() => undefined);
        if (answer?.status !== 201) return;
        acknowledged.push(id);
        left -= 1;
        if (left === 0) api.child.kill('SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
    expect(await api.exited).toBeNull();

    const stored = countStored(dataDir);
    const parts = stored.documents * PARTS;
    expect(stored).toEqual({
      integrity: 'ok',
      documents: stored.documents,
      listed: stored.documents,
      indexed: stored.documents,
      parts,
      partRows: parts,
      texts: parts,
      vectors: parts,
    });
    // What was on its way when the process died may be there, whole; nothing else is.
    expect(stored.documents).toBeGreaterThanOrEqual(acknowledged.length);
    expect(stored.documents).toBeLessThanOrEqual(acknowledged.length + (round + 1) * WRITERS);
  }

  const api = await startProcess(args);
  for (const id of acknowledged) {
    const { parts } = await api.read(`/v2/corpora/kept/documents/${id}`);
    expect(parts.map(({ text }: { text: string }) => text)).toEqual(
      document(id).document_parts.map(({ text }) => text),
    );
  }
  const last = acknowledged.at(-1)!;
  const search = { lexical_interpolation: 1, reranker: { type: 'none' } };
  const { body } = await api.post('/v2/corpora/kept/query', { query: `"part 7 of ${last}"`, search });
  expect(body.search_results.map((hit: { document_id: string }) => hit.document_id)).toEqual([last]);
}, 3_600_000);
