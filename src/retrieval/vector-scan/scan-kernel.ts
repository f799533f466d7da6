/**
 * The inner loop of the scan, in WebAssembly SIMD: scan-kernel.wat, from which `npm run build:scan-kernel` makes the asset.
 * The same loop in JavaScript takes thirteen times as long.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../package-root.ts';

/** Row widths are padded with zeros to a multiple of this many bytes. */
export const ROW_ALIGNMENT = 32;

/**
 * Scans the `count` rows at `rows`. `query` points to `width` int16 values; `inverseNorms` to one float32 a row (1 / its
 * length, 0 for a zero row); `ordinals` to one uint32 a row. When `bitmapBytes` ≥ 0, only rows whose ordinal's bit is
 * set in the bitmap count; with `filterFirst` it is looked at before a row is read, which is better where few rows are
 * allowed, else only for rows that pass the sieve. Rows whose `dot · inverseNorm` ≥ `threshold` are written to `out` as
 * pairs of int32 (row, dot). Answers how many.
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
  filterFirst: 0 | 1,
) => number;

let compiled: WebAssembly.Module | undefined;

/** The kernel over `memory`; it is compiled once. */
export function createKernel(memory: WebAssembly.Memory): ScanKernel {
  compiled ??= new WebAssembly.Module(readFileSync(join(PACKAGE_ROOT, 'assets', 'scan-kernel.wasm')));
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports.scan as ScanKernel;
}
