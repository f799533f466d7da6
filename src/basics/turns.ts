import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work after which whoever else waits has a turn. */
const TURN = 5;

/** Does work that takes long in all, piece by piece, so that other requests wait for one turn of it at most. */
export async function inTurns<Item>(items: Iterable<Item>, work: (item: Item, index: number) => void): Promise<void> {
  let ends = performance.now() + TURN;
  let index = 0;
  for (const item of items) {
    work(item, index);
    index += 1;
    if (performance.now() < ends) continue;
    await setImmediate();
    ends = performance.now() + TURN;
  }
}
