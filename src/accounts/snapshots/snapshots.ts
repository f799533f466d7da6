import type { Account } from '../account.ts';
import type { Migration } from '../migrations.ts';
import { imageOf, setApplicationId } from '../store/database-image.ts';
import { createSnapshotCheck, SNAPSHOT_ID } from './check-snapshot.ts';
import { countsOf, infoIn, type SnapshotInfo, withLabel } from './snapshot-info.ts';
import type { SnapshotStore } from './snapshot-store.ts';

/** Copies of accounts under names, each one SQLite file. */
export interface Snapshots {
  /** Oldest first. */
  list(account: string): SnapshotInfo[];
  find(account: string, name: string): SnapshotInfo | undefined;
  /** Takes one of what the account holds now, in the place of one of this name. */
  save(account: Account, name: string): Promise<SnapshotInfo>;
  /** The file of a snapshot that is there. */
  read(account: string, name: string): Promise<Buffer>;
  /** What an account can be replaced with. Throws SnapshotUnusable. */
  image(account: string, name: string): Promise<Buffer>;
  /** Keeps a file that came from elsewhere. Throws SnapshotUnusable. */
  add(account: string, name: string, bytes: Buffer): Promise<SnapshotInfo>;
  /** Whether there was one. */
  delete(account: string, name: string): boolean;
}

interface SnapshotsSources {
  store: SnapshotStore;
  migrations: readonly Migration[];
  now: () => number;
}

export function createSnapshots({ store, migrations, now }: SnapshotsSources): Snapshots {
  const { find, read } = store;
  const check = createSnapshotCheck(migrations);

  return {
    find,
    read,
    delete: store.delete,
    list: (account) => store.list(account).toSorted((a, b) => a.createdAt - b.createdAt),

    async save({ name: account, db }, name) {
      const label = { name, account, createdAt: now(), counts: countsOf(db) };
      const { image, info } = withLabel(db, label, () => ({ image: imageOf(db), info: infoIn(db)! }));
      setApplicationId(image, SNAPSHOT_ID);
      await store.write(account, info, image);
      return info;
    },

    image: async (account, name) => check(await read(account, name), name).image,

    async add(account, name, bytes) {
      const { image, info } = check(bytes, name);
      await store.write(account, info, image);
      return info;
    },
  };
}
