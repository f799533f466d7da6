import { print } from '../print.ts';
import type { Value } from '../value.ts';
import { methodTable } from './method-table.ts';

export const mapMethods = methodTable<ReadonlyMap<string, Value>>({
  get: (map, [key], meter) => (key === undefined ? undefined : map.get(print(key, meter))),
  containsKey: (map, [key], meter) => (key === undefined ? undefined : map.has(print(key, meter))),
  keySet: (map, _, meter) => {
    meter.step(map.size);
    return [...map.keys()];
  },
  values: (map, _, meter) => {
    meter.step(map.size);
    return [...map.values()];
  },
  size: (map) => map.size,
  isEmpty: (map) => map.size === 0,
});
