// The inner loop of the scan, in WebAssembly SIMD: int8 rows against one query, exact int32 dot products, and a float32
// sieve that lets only rows through that can still enter the top k.
import { assembleModule, type Code, F32, I32, op, V128 } from './wasm-bytes.ts';

/** Row widths are padded with zeros to a multiple of this many bytes. */
export const ROW_ALIGNMENT = 32;

/**
 * Scans the `count` rows at `rows`. `query` points to `width` int16 values; `inverseNorms` to one float32 a row (1 / its
 * length, 0 for a zero row); `ordinals` to one uint32 a row. When `bitmapBytes` ≥ 0, only rows whose ordinal's bit is
 * set in the bitmap count. Rows whose `dot · inverseNorm` ≥ `threshold` are written to `out` as pairs of int32
 * (row, dot). Answers how many.
 */
export type ScanKernel = (
  rows: number,
  count: number,
  width: number,
  query: number,
  inverseNorms: number,
  ordinals: number,
  bitmap: number,
  bitmapBytes: number,
  threshold: number,
  out: number,
) => number;

/** Adds the products of one row to the four sums: 32 bytes a turn, until the pointer `left` reaches `end`. */
function dotLoop(left: number, end: number, right: number, sums: readonly number[]): Code {
  const turn: Code[] = [];
  sums.forEach((sum, i) => {
    turn.push(op.get(sum), op.get(left), op.v128_load8x8_s(i * 8), op.get(right), op.v128_load(i * 16));
    turn.push(op.i32x4_dot_i16x8_s, op.i32x4_add, op.set(sum));
  });
  turn.push(op.get(right), op.i32_const(64), op.i32_add, op.set(right));
  turn.push(op.get(left), op.i32_const(32), op.i32_add, op.tee(left), op.get(end), op.i32_lt_u, op.br_if(0));
  const clear = sums.flatMap((sum) => [op.v128_zero, op.set(sum)]).flat();
  return [...clear, ...op.loop(...turn)];
}

/** Leaves the sum of all sixteen lanes on the stack; uses the first sum as scratch. */
function total([a, b, c, d]: readonly number[]): Code {
  const added = [op.get(a!), op.get(b!), op.i32x4_add, op.get(c!), op.get(d!), op.i32x4_add, op.i32x4_add, op.set(a!)];
  const lanes = [0, 1, 2, 3].flatMap((lane) => [op.get(a!), op.i32x4_extract_lane(lane)]);
  return [...added, ...lanes, op.i32_add, op.i32_add, op.i32_add].flat();
}

/** `filterFirst`: look at the bitmap before the dot product (few rows allowed) or only at rows that pass the sieve. */
function scanBody(filterFirst: boolean): Code {
  const [row, count, width, query, inverse, ordinals, bitmap, bitmapBytes, threshold, out] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ];
  const [index, ordinal, pointer, end, dot, start, queryPointer] = [10, 11, 12, 13, 14, 15, 16];
  const sums = [17, 18, 19, 20];
  const step = (local: number, by: number): Code => [
    ...op.get(local),
    ...op.i32_const(by),
    ...op.i32_add,
    ...op.set(local),
  ];
  const skipUnlessAllowed: Code[] = [
    op.get(bitmapBytes),
    op.i32_const(0),
    op.i32_ge_s,
    op.if(
      op.get(ordinals),
      op.i32_load(),
      op.tee(ordinal),
      op.i32_const(3),
      op.i32_shr_u,
      op.get(bitmapBytes),
      op.i32_ge_u,
      op.br_if(1),
      op.get(bitmap),
      op.get(ordinal),
      op.i32_const(3),
      op.i32_shr_u,
      op.i32_add,
      op.i32_load8_u(),
      op.get(ordinal),
      op.i32_const(7),
      op.i32_and,
      op.i32_shr_u,
      op.i32_const(1),
      op.i32_and,
      op.i32_eqz,
      op.br_if(1),
    ),
  ];
  const compare: Code[] = [
    [...op.get(row), ...op.tee(pointer), ...op.get(width), ...op.i32_add, ...op.set(end)],
    [...op.get(query), ...op.set(queryPointer)],
    dotLoop(pointer, end, queryPointer, sums),
    total(sums),
    op.tee(dot),
    op.f32_convert_i32_s,
    op.get(inverse),
    op.f32_load(),
    op.f32_mul,
    op.get(threshold),
    op.f32_ge,
    op.i32_eqz,
    op.br_if(0),
    ...(filterFirst ? [] : skipUnlessAllowed),
    [...op.get(out), ...op.get(index), ...op.i32_store(0)],
    [...op.get(out), ...op.get(dot), ...op.i32_store(4)],
    step(out, 8),
  ];
  return [
    [...op.get(out), ...op.set(start)],
    op.block(
      op.get(count),
      op.i32_eqz,
      op.br_if(0),
      op.loop(
        op.block(...(filterFirst ? skipUnlessAllowed : []), ...compare),
        [...op.get(row), ...op.get(width), ...op.i32_add, ...op.set(row)],
        step(inverse, 4),
        step(ordinals, 4),
        [...op.get(index), ...op.i32_const(1), ...op.i32_add, ...op.tee(index)],
        op.get(count),
        op.i32_lt_u,
        op.br_if(0),
      ),
    ),
    [...op.get(out), ...op.get(start), ...op.i32_sub, ...op.i32_const(3), ...op.i32_shr_u],
  ].flat();
}

export interface Kernels {
  /** Looks at the bitmap only for rows that pass the sieve: a filter costs next to nothing. */
  scan: ScanKernel;
  /** Looks at the bitmap first: better where few rows are allowed, since the others are not even read. */
  scanFew: ScanKernel;
}

/** Assembles and compiles the kernels over `memory` (about a millisecond). */
export function createKernels(memory: WebAssembly.Memory): Kernels {
  const scan = (name: string, filterFirst: boolean) => ({
    name,
    parameters: [I32, I32, I32, I32, I32, I32, I32, I32, F32, I32],
    results: [I32],
    locals: [
      [7, I32],
      [4, V128],
    ] as const,
    body: scanBody(filterFirst),
  });
  const module = new WebAssembly.Module(assembleModule([scan('scan', false), scan('scanFew', true)]));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { scan: exports.scan as ScanKernel, scanFew: exports.scanFew as ScanKernel };
}
