/** Writes a vector at `offset` as int8, scaled so that its largest magnitude is 127; zeros stay zeros. */
export function quantise(values: readonly number[], into: Int8Array, offset: number): void {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0) return;
  for (const [index, value] of values.entries()) into[offset + index] = Math.round((value / largest) * 127);
}
