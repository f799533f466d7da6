/** A vector of length 1 with so many dimensions: padded with zeros, or folded. Directions near each other stay so. */
export function resizeVector(vector: ArrayLike<number>, dimensions: number): number[] {
  const resized = new Float64Array(dimensions);
  for (let index = 0; index < vector.length; index++) {
    // Every second fold counts negative, so that what all vectors share does not pile up.
    const sign = Math.floor(index / dimensions) % 2 === 0 ? 1 : -1;
    resized[index % dimensions]! += sign * vector[index]!;
  }
  const length = Math.hypot(...resized);
  return Array.from(resized, (value) => (length === 0 ? 0 : value / length));
}
