/** What resources say of themselves (`SeedList`): their entries are made, and changed, by their own operations. */
import { CONTRACT_ROWS, type OperationId } from '../../http/operation.ts';
import type { SeedList } from '../../v2/seed-list.ts';
import { SEED_LISTS } from '../../v2/seed-lists.ts';
import { type Outcome, Refused, type Seeding } from './apply-seed.ts';

type Definition = Record<string, unknown>;

export async function applyLists(seeding: Seeding): Promise<void> {
  for (const list of SEED_LISTS) await applyList(seeding, list);
}

async function applyList({ loaded, call, listAll, settle }: Seeding, list: SeedList): Promise<void> {
  const { by, pathBy = by, within, parts = {} } = list;
  const definitions = ((loaded.seed as Record<string, unknown>)[list.list] ?? []) as Definition[];
  const ownerOf = (definition: Definition) => (within === undefined ? [] : [String(definition[within])]);
  const listed = new Map<string, Definition[]>();
  /** Of nobody who is not there, there is nothing; making it says so. */
  const existingOf = async (owner: string[]) => {
    const path = pathOf(list.create, owner);
    const known = listed.get(path) ?? (await listAll(path, list.list).catch(noneOfNobody));
    listed.set(path, known);
    return known;
  };

  /** Entries of which there is something by now, for others to name. */
  const begun = new Map<Definition, Definition>();
  for (const definition of list.first ? definitions : []) {
    const owner = ownerOf(definition);
    if ((await existingOf(owner)).some((entry) => entry[by] === definition[by])) continue;
    const first = list.first!(definition);
    // What it is refused for, the whole entry is refused for below.
    const made = await call('POST', pathOf(list.create, owner), first).then(() => true, noneIfRefused);
    if (made) begun.set(definition, first);
  }

  for (const [index, definition] of definitions.entries()) {
    const key = String(definition[by]);
    const owner = ownerOf(definition);
    const found = (await existingOf(owner)).find((entry) => entry[by] === key);
    const own = Object.fromEntries(Object.entries(definition).filter(([name]) => !(name in parts) && name !== within));
    /** The path names the entry where the operation is about one. */
    const send = (id: OperationId, body: Definition) =>
      call(
        CONTRACT_ROWS[id].method as 'POST' | 'PATCH' | 'PUT',
        pathOf(id, [...owner, String(found?.[pathBy] ?? key)]),
        body,
      );
    const sendParts = async () => {
      for (const [name, { operation }] of Object.entries(parts)) {
        if (definition[name] !== undefined) await send(operation, { [name]: definition[name] });
      }
    };
    await settle({
      name: [list.list, ...owner, key].join('/'),
      steps: [list.list, index],
      definition,
      exists: found !== undefined,
      async create() {
        const first = begun.get(definition);
        if (first !== definition) await send(first ? list.update : list.create, own);
        await sendParts();
      },
      async change(): Promise<Outcome> {
        await send(list.update, own);
        await sendParts();
        return 'updated';
      },
    });
  }
}

const noneIfRefused = (error: unknown): false => {
  if (error instanceof Refused) return false;
  throw error;
};

const noneOfNobody = (error: unknown): Definition[] => {
  if (error instanceof Refused && error.statusCode === 404) return [];
  throw error;
};

/** Its parameters in their order. */
const pathOf = (id: OperationId, values: readonly string[]): string => {
  const left = [...values];
  return CONTRACT_ROWS[id].path.replace(/\{[^}]+\}/g, () => encodeURIComponent(left.shift() ?? ''));
};
