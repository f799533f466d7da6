/** Work under one name is done one after another, in the order in which it was asked for. */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>();
  return {
    take<T>(name: string, work: () => Promise<T>): Promise<T> {
      const before = last.get(name) ?? Promise.resolve();
      const own = before.then(work, work);
      last.set(name, own);
      const forget = () => {
        if (last.get(name) === own) last.delete(name);
      };
      own.then(forget, forget);
      return own;
    },
  };
}
