/** Puts an entry into a map that keeps the `most` newest: the oldest one goes. An entry put again is the newest. */
export function keepNewest<Key, Value>(map: Map<Key, Value>, key: Key, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value!);
}
