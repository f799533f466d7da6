/** The objects of a list that an upstream sent; a list of another kind, or none, has none. */
export function objectsOf<T extends object>(list: readonly T[] | null | undefined): T[] {
  return Array.isArray(list) ? list.filter((one) => typeof one === 'object' && one !== null) : [];
}
