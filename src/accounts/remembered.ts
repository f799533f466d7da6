const MOST = 1000;
const LONGEST = 500;

/** A function of texts that come again and again, with its answers in memory, as far as they take little of it. */
export interface Remembered<T> {
  (text: string): T;
  /** Has everything be found out anew. */
  forget(): void;
}

export function remembered<T>(find: (text: string) => T): Remembered<T> {
  const known = new Map<string, T>();
  const look = (text: string): T => {
    const answer = known.get(text);
    if (answer !== undefined || known.has(text)) return answer as T;
    const found = find(text);
    if (text.length > LONGEST) return found;
    if (known.size >= MOST) known.delete(known.keys().next().value!);
    known.set(text, found);
    return found;
  };
  return Object.assign(look, { forget: () => known.clear() });
}
