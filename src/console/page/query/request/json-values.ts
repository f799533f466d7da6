/** JSON values compared and changed. */
type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** The order of fields does not matter. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

/** `value` with the change that leads from `before` to `after`; what that does not touch stays as it is. */
export function withChange(value: unknown, before: unknown, after: unknown): unknown {
  if (isSame(before, after)) return value;
  if (isObject(before) && isObject(after) && isObject(value)) {
    const changed: Fields = { ...value };
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (isSame(before[name], after[name])) continue;
      if (after[name] === undefined) delete changed[name];
      else changed[name] = withChange(value[name], before[name], after[name]);
    }
    return changed;
  }
  if (Array.isArray(before) && Array.isArray(after) && Array.isArray(value)) {
    return after.map((item, index) =>
      index < before.length && index < value.length ? withChange(value[index], before[index], item) : item,
    );
  }
  return after;
}
