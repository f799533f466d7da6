/** A data folder of an earlier version is brought up to date step by step; a process that is killed amid that loses nothing. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { readMigrations } from '../../src/accounts/open-database.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { spawnProcess, startProcess, temporaryFolder } from '../support/process.ts';

/** A few in the suite, many in `npm run test:kill`. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 1);
const DOCUMENTS = 150;
/** Bytes of vectors of one document: copying them makes a step that is long enough to be met. */
const VECTORS = 100_000;

/** As version 10 left it: a corpus whose index is made from its documents, and LLMs. */
function writeOldDatabase(file: string): void {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  for (const { version, sql } of readMigrations(join(PACKAGE_ROOT, 'migrations'))) {
    if (version > 10) break;
    db.exec(sql);
    db.pragma(`user_version = ${version}`);
  }
  db.exec(`INSERT INTO corpora (key, name, description, save_history, queries_are_answers, documents_are_questions,
             encoder_name, filter_attributes, custom_dimensions, document_count, created_at)
           VALUES ('kb', 'kb', '', 0, 0, 0, 'e', '[]', '[]', ${DOCUMENTS}, 0)`);
  const document = db.prepare(
    `INSERT INTO documents (corpus_id, id, request_hash, metadata, first_part, part_count, characters,
       metadata_characters, created_at, updated_at) VALUES (1, ?, '', '{}', ?, 1, 1, 2, 0, 0)`,
  );
  const part = db.prepare(`INSERT INTO parts VALUES (?, ?, ?, NULL, '{}', NULL, 0, NULL, NULL, NULL)`);
  const vectors = db.prepare('INSERT INTO document_vectors VALUES (?, zeroblob(?))');
  db.transaction(() => {
    for (let ordinal = 1; ordinal <= DOCUMENTS; ordinal += 1) {
      document.run(`d${ordinal}`, ordinal);
      part.run(ordinal, ordinal, `Text ${ordinal}.`);
      vectors.run(ordinal, VECTORS);
    }
  })();
  db.close();
}

test('kill -9 amid a migration leaves a database that the next start brings up to date', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const dataDir = temporaryFolder();
    const file = join(dataDir, 'default.sqlite');
    writeOldDatabase(file);
    const log = `${file}-wal`;
    const least = ((round + 1) * VECTORS * DOCUMENTS) / (ROUNDS + 1);
    const doomed = spawnProcess(['--port', '0', '--data-dir', dataDir, '--log-level', 'silent']);
    const isAmid = () => doomed.output.stdout !== '' || (existsSync(log) && statSync(log).size > least);
    await expect.poll(isAmid, { interval: 1, timeout: 20_000 }).toBe(true);
    doomed.child.kill('SIGKILL');
    await doomed.exited;

    const api = await startProcess(['--data-dir', dataDir, '--log-level', 'silent']);
    const { documents } = await api.read('/v2/corpora/kb/documents?limit=100');
    expect(documents.length).toBe(100);
    const { parts } = await api.read(`/v2/corpora/kb/documents/d${DOCUMENTS}`);
    expect(parts[0].text).toBe(`Text ${DOCUMENTS}.`);
    api.child.kill('SIGTERM');
    expect(await api.exited).toBe(0);
    const db = new Database(file);
    const bytes = db.prepare('SELECT count(*), sum(octet_length(vectors)) FROM document_vectors').raw().get();
    expect(bytes).toEqual([DOCUMENTS, DOCUMENTS * VECTORS]);
    db.close();
  }
}, 600_000);
