// The directions in which vectors vary most, by orthogonal iteration from a fixed start: repeatable to the last bit.
import { randomNumbers } from './random-numbers.ts';
import { emptyRows, type RowVectors } from './row-vectors.ts';

/** `components` column vectors of `dimensions` values: `values[d * components + c]`. */
interface Basis {
  components: number;
  values: Float64Array;
}

/** Second moments about the origin, `dimensions` squared, of every `step`-th of the first `count` rows. */
function secondMoments({ values, dimensions }: RowVectors, count: number, step: number): Float64Array {
  const moments = new Float64Array(dimensions * dimensions);
  for (let row = 0; row < count; row += step) {
    const at = row * dimensions;
    for (let i = 0; i < dimensions; i++) {
      const value = values[at + i]!;
      for (let j = i; j < dimensions; j++) moments[i * dimensions + j]! += value * values[at + j]!;
    }
  }
  for (let i = 0; i < dimensions; i++) {
    for (let j = 0; j < i; j++) moments[i * dimensions + j] = moments[j * dimensions + i]!;
  }
  return moments;
}

/** Makes the columns orthogonal and of length one, first to last (Gram–Schmidt). */
function orthonormalise({ values, components }: Basis, dimensions: number): void {
  for (let c = 0; c < components; c++) {
    for (let other = 0; other < c; other++) {
      let dot = 0;
      for (let d = 0; d < dimensions; d++) dot += values[d * components + c]! * values[d * components + other]!;
      for (let d = 0; d < dimensions; d++) values[d * components + c]! -= dot * values[d * components + other]!;
    }
    let squares = 0;
    for (let d = 0; d < dimensions; d++) squares += values[d * components + c]! ** 2;
    const length = Math.sqrt(squares) || 1;
    for (let d = 0; d < dimensions; d++) values[d * components + c]! /= length;
  }
}

function principalBasis(rows: RowVectors, components: number, iterations: number, count: number, step: number): Basis {
  const { dimensions } = rows;
  const moments = secondMoments(rows, count, step);
  const random = randomNumbers(5);
  const start = Float64Array.from({ length: dimensions * components }, () => random() - 0.5);
  let basis: Basis = { components, values: start };
  orthonormalise(basis, dimensions);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const values = new Float64Array(dimensions * components);
    for (let i = 0; i < dimensions; i++) {
      for (let j = 0; j < dimensions; j++) {
        const moment = moments[i * dimensions + j]!;
        for (let c = 0; c < components; c++) values[i * components + c]! += moment * basis.values[j * components + c]!;
      }
    }
    basis = { components, values };
    orthonormalise(basis, dimensions);
  }
  return basis;
}

function project({ count, dimensions, values }: RowVectors, { components, values: basis }: Basis): RowVectors {
  const projected = emptyRows(count, components);
  const sums = new Float64Array(components);
  for (let row = 0; row < count; row++) {
    sums.fill(0);
    for (let d = 0; d < dimensions; d++) {
      const value = values[row * dimensions + d]!;
      for (let c = 0; c < components; c++) sums[c]! += value * basis[d * components + c]!;
    }
    projected.values.set(sums, row * components);
  }
  return projected;
}

/** All rows in their `components` principal directions, found from every fifth of the first `sample` rows. */
export function reduceDimensions(rows: RowVectors, components: number, sample = rows.count): RowVectors {
  return project(rows, principalBasis(rows, components, 20, sample, 5));
}

/** Takes the strongest common direction out of every row, in place: what all words share says nothing of any. */
export function removeCommonDirection(rows: RowVectors): RowVectors {
  const { values: basis } = principalBasis(rows, 1, 60, rows.count, 1);
  const { values, dimensions, count } = rows;
  for (let row = 0; row < count; row++) {
    const at = row * dimensions;
    let dot = 0;
    for (let d = 0; d < dimensions; d++) dot += values[at + d]! * basis[d]!;
    for (let d = 0; d < dimensions; d++) values[at + d]! -= dot * basis[d]!;
  }
  return rows;
}
