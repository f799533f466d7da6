// Matrix product for the teacher: a 4 × 8 register tile in WebAssembly SIMD. Multiply and add are separate instructions
// (no fused multiply-add), so every processor gives the same bits.
import { assembleModule, type Code, I32, op, V128 } from './wasm-bytes.ts';

const ROWS = 4;
const COLUMNS = 8;

/** A weight matrix (`inner × columns`) laid out in panels of eight columns, with its bias, inside the kernel's memory. */
export interface Weights {
  inner: number;
  columns: number;
  panels: number;
  bias: number;
}

function tileCode(): Code {
  // parameters: 0 a, 1 bytes per row of a, 2 panel, 3 inner, 4 out, 5 bytes per row of out, 6 bias, 7 relu?
  const [a, aStride, panel, inner, out, outStride, bias, relu] = [0, 1, 2, 3, 4, 5, 6, 7];
  const rowPointer = 8; // three extra row pointers of a: 8, 9, 10
  const sum = (row: number, half: number) => 11 + row * 2 + half;
  const [left, right, factor] = [19, 20, 21];
  const pointers = [a, rowPointer, rowPointer + 1, rowPointer + 2];
  const code: Code[] = [];
  for (let row = 1; row < ROWS; row++) {
    code.push(op.get(pointers[row - 1]!), op.get(aStride), op.i32_add, op.set(pointers[row]!));
  }
  for (let row = 0; row < ROWS; row++) {
    for (let half = 0; half < 2; half++) code.push(op.get(bias), op.v128_load(half * 16), op.set(sum(row, half)));
  }
  const step: Code[] = [op.get(panel), op.v128_load(0), op.set(left), op.get(panel), op.v128_load(16), op.set(right)];
  for (let row = 0; row < ROWS; row++) {
    step.push(op.get(pointers[row]!), op.v128_load32_splat(), op.set(factor));
    step.push(op.get(sum(row, 0)), op.get(factor), op.get(left), op.f32x4_mul, op.f32x4_add, op.set(sum(row, 0)));
    step.push(op.get(sum(row, 1)), op.get(factor), op.get(right), op.f32x4_mul, op.f32x4_add, op.set(sum(row, 1)));
    step.push(op.get(pointers[row]!), op.i32_const(4), op.i32_add, op.set(pointers[row]!));
  }
  step.push(op.get(panel), op.i32_const(32), op.i32_add, op.set(panel));
  step.push(op.get(inner), op.i32_const(1), op.i32_sub, op.tee(inner), op.br_if(0));
  code.push(op.loop(...step));
  for (let row = 0; row < ROWS; row++) {
    for (let half = 0; half < 2; half++) {
      const local = sum(row, half);
      code.push(op.get(relu), op.if(op.get(local), op.v128_zero, op.f32x4_max, op.set(local)));
      code.push(op.get(out), op.get(local), op.v128_store(half * 16));
    }
    code.push(op.get(out), op.get(outStride), op.i32_add, op.set(out));
  }
  return code.flat();
}

/** A float32 workspace with one operation: `out[rows × columns] = a[rows × inner] · weights + bias`, ReLU if asked. */
export class MatrixMultiply {
  readonly floats: Float32Array;
  #next = 64;
  readonly #tile: (...parameters: number[]) => void;

  /** `bytes`: size of the workspace; it does not grow. */
  constructor(bytes: number) {
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
    this.floats = new Float32Array(memory.buffer);
    const parameters = new Array<number>(8).fill(I32);
    const tile = {
      name: 'tile',
      parameters,
      results: [],
      locals: [
        [3, I32],
        [11, V128],
      ] as const,
      body: tileCode(),
    };
    const instance = new WebAssembly.Instance(new WebAssembly.Module(assembleModule([tile])), { env: { memory } });
    this.#tile = instance.exports.tile as (...parameters: number[]) => void;
  }

  /** Reserves `count` floats; answers their index in `floats`. */
  reserve(count: number): number {
    const at = this.#next;
    this.#next += Math.ceil(count / 16) * 16;
    if (this.#next > this.floats.length) throw new RangeError('matrix workspace is too small');
    return at;
  }

  /** Copies a row-major `inner × columns` matrix into panels. `columns` is a multiple of eight. */
  addWeights(values: Float32Array, bias: Float32Array | undefined, inner: number, columns: number): Weights {
    const panels = this.reserve(inner * columns);
    let at = panels;
    for (let first = 0; first < columns; first += COLUMNS) {
      for (let row = 0; row < inner; row++) {
        for (let column = 0; column < COLUMNS; column++)
          this.floats[at++] = values[row * columns + first + column] as number;
      }
    }
    const biasAt = this.reserve(columns);
    if (bias) this.floats.set(bias, biasAt);
    return { inner, columns, panels, bias: biasAt };
  }

  /** `a` and `out` are indexes in `floats`; both must have room for `rows` rounded up to four. */
  multiply(a: number, rows: number, weights: Weights, out: number, relu = false): void {
    const { inner, columns, panels, bias } = weights;
    for (let first = 0; first < columns; first += COLUMNS) {
      const panel = (panels + first * inner) * 4;
      for (let row = 0; row < rows; row += ROWS) {
        const target = (out + row * columns + first) * 4;
        this.#tile(
          (a + row * inner) * 4,
          inner * 4,
          panel,
          inner,
          target,
          columns * 4,
          (bias + first) * 4,
          relu ? 1 : 0,
        );
      }
    }
  }
}
