import { createHash } from 'node:crypto';
import { perAccount } from '../../accounts/account.ts';
import { inTurns } from '../../basics/turns.ts';
import { notFound } from '../../errors.ts';
import type { SessionOfEvents } from '../agent-events/agent-events-repository.ts';
import { artifactWords } from './artifact-words.ts';

/** A file of a session, without its bytes. Times are milliseconds since 1970. */
export interface Artifact {
  ordinal: number;
  id: string;
  filename: string;
  mimeType: string;
  sizeBytes: number;
  checksumSha256: string;
  metadata: Record<string, unknown>;
  description: string | undefined;
  ttlDays: number;
  createdAt: number;
  updatedAt: number;
}

export interface NewArtifact {
  filename: string;
  mimeType: string;
  bytes: Uint8Array;
  metadata: Record<string, unknown>;
  description?: string | undefined;
}

/** How many bytes a slice has, a number that base64 needs no padding for; writing one takes less than a millisecond. */
const SLICE = 192 * 1024;
const TTL_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

const COLUMNS = `ordinal, id, filename, mime_type AS mimeType, size_bytes AS sizeBytes, checksum_sha256 AS checksumSha256,
  metadata, description, ttl_days AS ttlDays, created_at AS createdAt, updated_at AS updatedAt`;

type Row = Omit<Artifact, 'metadata' | 'description'> & { metadata: string; description: string | null };

/**
 * The files of sessions of one account's agents. A large one is written in slices, between which others have their turn;
 * it belongs to no session until it is whole. What has outlived its days is gone, looked at when a session is.
 */
export const artifactsOf = perAccount(({ db, now, newId }) => {
  const insert = db.prepare(
    `INSERT INTO artifacts (id, filename, mime_type, size_bytes, checksum_sha256, metadata, description, ttl_days, created_at, updated_at)
     VALUES (@id, @filename, @mimeType, @sizeBytes, '', @metadata, @description, @ttlDays, @now, @now)`,
  );
  const insertSlice = db.prepare('INSERT INTO artifact_slices (artifact, number, bytes) VALUES (?, ?, ?)');
  const seal = db.prepare('UPDATE artifacts SET checksum_sha256 = ? WHERE ordinal = ?');
  const give = db.prepare('UPDATE artifacts SET session = ? WHERE ordinal = ?');
  const remove = db.prepare('DELETE FROM artifacts WHERE ordinal = ?');
  const removeExpired = db.prepare(`DELETE FROM artifacts WHERE session = ? AND created_at + ttl_days * ${DAY_MS} < ?`);
  const isTaken = db.prepare('SELECT 1 FROM artifacts WHERE id = ?');
  const byId = db.prepare(`SELECT ${COLUMNS} FROM artifacts WHERE session = ? AND id = ?`);
  const byOrdinal = db.prepare(`SELECT ${COLUMNS} FROM artifacts WHERE ordinal = ?`);
  const all = db.prepare(`SELECT ${COLUMNS} FROM artifacts WHERE session = ? ORDER BY ordinal`);
  const insertCopy = db.prepare(
    `INSERT INTO artifacts (id, filename, mime_type, size_bytes, checksum_sha256, metadata, description, ttl_days, created_at, updated_at)
     SELECT @id, filename, mime_type, size_bytes, checksum_sha256, metadata, description, ttl_days, @now, @now FROM artifacts WHERE ordinal = @ordinal`,
  );
  const insertCopyOfSlice = db.prepare(
    'INSERT INTO artifact_slices (artifact, number, bytes) SELECT ?, number, bytes FROM artifact_slices WHERE artifact = ? AND number = ?',
  );
  const slice = db.prepare('SELECT bytes FROM artifact_slices WHERE artifact = ? AND number = ?').pluck();

  // What a process that ended has left behind.
  db.prepare('DELETE FROM artifacts WHERE session IS NULL').run();

  const find = ({ ordinal }: SessionOfEvents, id: string): Artifact | undefined => {
    removeExpired.run(ordinal, now());
    const row = byId.get(ordinal, id) as Row | undefined;
    return row && fromRow(row);
  };

  function newArtifactId(): string {
    for (;;) {
      const id = artifactWords(newId('artifact'));
      if (!isTaken.get(id)) return id;
    }
  }

  function* slicesOf({ ordinal, sizeBytes }: Artifact): Generator<Uint8Array> {
    for (let number = 0; number * SLICE < sizeBytes; number += 1) yield slice.get(ordinal, number) as Uint8Array;
  }

  async function copy({ ordinal, sizeBytes }: Artifact): Promise<Artifact> {
    const copied = Number(insertCopy.run({ ordinal, id: newArtifactId(), now: now() }).lastInsertRowid);
    await inTurns(offsetsIn(sizeBytes), (_, number) => void insertCopyOfSlice.run(copied, ordinal, number));
    return fromRow(byOrdinal.get(copied) as Row);
  }

  async function write({ bytes, metadata, description, ...rest }: NewArtifact): Promise<Artifact> {
    const row = { ...rest, metadata: JSON.stringify(metadata), description: description ?? null };
    const { lastInsertRowid } = insert.run({
      ...row,
      id: newArtifactId(),
      sizeBytes: bytes.length,
      ttlDays: TTL_DAYS,
      now: now(),
    });
    const ordinal = Number(lastInsertRowid);
    const hash = createHash('sha256');
    try {
      await inTurns(offsetsIn(bytes.length), (from, number) => {
        const part = bytes.subarray(from, from + SLICE);
        hash.update(part);
        insertSlice.run(ordinal, number, part);
      });
      seal.run(hash.digest('hex'), ordinal);
    } catch (error) {
      if (db.open) remove.run(ordinal);
      throw error;
    }
    return fromRow(byOrdinal.get(ordinal) as Row);
  }

  /** All or none. */
  async function oneByOne<Item>(items: readonly Item[], make: (item: Item) => Promise<Artifact>): Promise<Artifact[]> {
    const made: Artifact[] = [];
    try {
      for (const item of items) made.push(await make(item));
      return made;
    } catch (error) {
      removeAll(made);
      throw error;
    }
  }

  function removeAll(artifacts: readonly Artifact[]): void {
    if (db.open) for (const { ordinal } of artifacts) remove.run(ordinal);
  }

  const giveTo = ({ ordinal }: SessionOfEvents, artifacts: readonly Artifact[]): void => {
    for (const artifact of artifacts) give.run(ordinal, artifact.ordinal);
  };

  return {
    find,

    /** Throws 404. */
    get(session: SessionOfEvents, id: string): Artifact {
      const found = find(session, id);
      if (!found) throw notFound('Artifact', id);
      return found;
    },

    /** In order of creation. */
    list({ ordinal }: SessionOfEvents): Artifact[] {
      removeExpired.run(ordinal, now());
      return (all.all(ordinal) as Row[]).map(fromRow);
    },

    /** They belong to no session until they are given to one, and are forgotten when the process ends before. */
    writeAll: (files: readonly NewArtifact[]): Promise<Artifact[]> => oneByOne(files, write),

    /** The same, of others. */
    copyAll: (artifacts: readonly Artifact[]): Promise<Artifact[]> => oneByOne(artifacts, copy),

    giveTo,

    async create(session: SessionOfEvents, file: NewArtifact): Promise<Artifact> {
      const written = await write(file);
      giveTo(session, [written]);
      return written;
    },

    /** For those that were given to no session after all. */
    remove: removeAll,

    slicesOf,

    async read(artifact: Artifact): Promise<Buffer> {
      const whole = Buffer.alloc(artifact.sizeBytes);
      await inTurns(slicesOf(artifact), (bytes, number) => whole.set(bytes, number * SLICE));
      return whole;
    },
  };
});

function* offsetsIn(length: number): Generator<number> {
  for (let from = 0; from < length; from += SLICE) yield from;
}

const fromRow = ({ metadata, description, ...row }: Row): Artifact => ({
  ...row,
  metadata: JSON.parse(metadata),
  description: description ?? undefined,
});
