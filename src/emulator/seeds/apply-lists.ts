/** What resources say of themselves (`SeedList`): their entries are made, and changed, by their own operations. */
import { CONTRACT_ROWS, type OperationId } from '../../http/operation.ts';
import type { SeedList } from '../../v2/seed-list.ts';
import { SEED_LISTS } from '../../v2/seed-lists.ts';
import type { Outcome, Seeding } from './apply-seed.ts';

type Definition = Record<string, unknown>;

export async function applyLists(seeding: Seeding): Promise<void> {
  for (const list of SEED_LISTS) await applyList(seeding, list);
}

async function applyList({ loaded, call, listAll, settle }: Seeding, list: SeedList): Promise<void> {
  const { by, parts = {} } = list;
  const definitions = ((loaded.seed as Record<string, unknown>)[list.list] ?? []) as Definition[];
  if (definitions.length === 0) return;
  const existing = await listAll(pathOf(list.create), list.list);

  /** `path` names the entry where the operation is about one. */
  const send = (id: OperationId, key: string, body: Definition) =>
    call(CONTRACT_ROWS[id].method as 'POST' | 'PATCH' | 'PUT', pathOf(id, key), body);

  for (const [index, definition] of definitions.entries()) {
    const key = String(definition[by]);
    const own = Object.fromEntries(Object.entries(definition).filter(([name]) => !(name in parts)));
    const sendParts = async () => {
      for (const [name, { operation }] of Object.entries(parts)) {
        if (definition[name] !== undefined) await send(operation, key, { [name]: definition[name] });
      }
    };
    await settle({
      name: `${list.list}/${key}`,
      steps: [list.list, index],
      definition,
      exists: existing.some((entry) => entry[by] === key),
      async create() {
        await send(list.create, key, own);
        await sendParts();
      },
      async change(): Promise<Outcome> {
        await send(list.update, key, own);
        await sendParts();
        return 'updated';
      },
    });
  }
}

const pathOf = (id: OperationId, key = ''): string =>
  CONTRACT_ROWS[id].path.replace(/\{[^}]+\}/, encodeURIComponent(key));
