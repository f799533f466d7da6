import { equal } from '../equal.ts';
import type { Value } from '../value.ts';
import { methodTable, wholeNumber } from './method-table.ts';

export const listMethods = methodTable<readonly Value[]>({
  size: (list) => list.length,
  isEmpty: (list) => list.length === 0,
  get: (list, [index]) => list[wholeNumber(index) ?? -1],
  contains: (list, [value], meter) =>
    value === undefined ? undefined : list.some((item) => equal(item, value, meter)),
});
