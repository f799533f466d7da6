/** Vectors of one length, one after another. */
export interface RowVectors {
  count: number;
  dimensions: number;
  values: Float32Array;
}

export function emptyRows(count: number, dimensions: number): RowVectors {
  return { count, dimensions, values: new Float32Array(count * dimensions) };
}

export function lengthOf({ values, dimensions }: RowVectors, row: number): number {
  let squares = 0;
  for (let i = row * dimensions; i < (row + 1) * dimensions; i++) squares += values[i]! ** 2;
  return Math.sqrt(squares);
}

/** Multiplies every row by its factor, in place. `factor` is given the row and its length; zero rows are left. */
export function scaleRows(rows: RowVectors, factor: (row: number, length: number) => number): RowVectors {
  const { values, dimensions, count } = rows;
  for (let row = 0; row < count; row++) {
    const length = lengthOf(rows, row);
    if (length === 0) continue;
    const by = factor(row, length);
    for (let i = row * dimensions; i < (row + 1) * dimensions; i++) values[i]! *= by;
  }
  return rows;
}

/** Makes every row a unit vector, in place. */
export const normalise = (rows: RowVectors): RowVectors => scaleRows(rows, (_, length) => 1 / length);

/** Rows `[left | right]`, for two sets of as many rows. */
export function beside(left: RowVectors, right: RowVectors): RowVectors {
  const joined = emptyRows(left.count, left.dimensions + right.dimensions);
  for (let row = 0; row < left.count; row++) {
    const at = row * joined.dimensions;
    joined.values.set(left.values.subarray(row * left.dimensions, (row + 1) * left.dimensions), at);
    const from = row * right.dimensions;
    joined.values.set(right.values.subarray(from, from + right.dimensions), at + left.dimensions);
  }
  return joined;
}
