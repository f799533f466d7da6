// A small WebAssembly assembler: enough of the binary format to write one SIMD loop by hand.
// Source: WebAssembly core specification 2.0, chapter 5 (binary format).

/** Machine code: bytes in the order the module holds them. */
export type Code = readonly number[];

/** One exported function. `locals` counts the extra locals of each type, in the order given. */
export interface WasmFunction {
  name: string;
  parameters: readonly number[];
  results: readonly number[];
  locals: readonly (readonly [count: number, type: number])[];
  body: Code;
}

export const I32 = 0x7f;
export const F32 = 0x7d;
export const V128 = 0x7b;
const NO_VALUE = 0x40;

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? byte : byte | 0x80);
    if (rest === 0) return bytes;
  }
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; ) {
    const byte = rest & 0x7f;
    rest >>= 7;
    const last = (rest === 0 && (byte & 0x40) === 0) || (rest === -1 && (byte & 0x40) !== 0);
    bytes.push(last ? byte : byte | 0x80);
    if (last) return bytes;
  }
}

const simd = (operation: number, ...immediates: number[]): Code => [0xfd, ...unsigned(operation), ...immediates];
const memory = (offset: number): number[] => [0, ...unsigned(offset)];

/** The instructions in use. Names follow the specification, with `_` for `.`. */
export const op = {
  block: (...code: Code[]): Code => [0x02, NO_VALUE, ...code.flat(), 0x0b],
  loop: (...code: Code[]): Code => [0x03, NO_VALUE, ...code.flat(), 0x0b],
  if: (...code: Code[]): Code => [0x04, NO_VALUE, ...code.flat(), 0x0b],
  br: (depth: number): Code => [0x0c, depth],
  br_if: (depth: number): Code => [0x0d, depth],
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  tee: (local: number): Code => [0x22, ...unsigned(local)],
  i32_const: (value: number): Code => [0x41, ...signed(value)],
  i32_load: (offset = 0): Code => [0x28, ...memory(offset)],
  i32_load8_u: (offset = 0): Code => [0x2d, ...memory(offset)],
  i32_store: (offset = 0): Code => [0x36, ...memory(offset)],
  f32_load: (offset = 0): Code => [0x2a, ...memory(offset)],
  i32_eqz: [0x45] as Code,
  i32_lt_u: [0x49] as Code,
  i32_ge_s: [0x4e] as Code,
  i32_ge_u: [0x4f] as Code,
  i32_add: [0x6a] as Code,
  i32_sub: [0x6b] as Code,
  i32_and: [0x71] as Code,
  i32_shl: [0x74] as Code,
  i32_shr_u: [0x76] as Code,
  f32_ge: [0x60] as Code,
  f32_mul: [0x94] as Code,
  f32_convert_i32_s: [0xb2] as Code,
  v128_load: (offset = 0): Code => simd(0x00, ...memory(offset)),
  v128_load8x8_s: (offset = 0): Code => simd(0x01, ...memory(offset)),
  v128_load32_splat: (offset = 0): Code => simd(0x09, ...memory(offset)),
  v128_store: (offset = 0): Code => simd(0x0b, ...memory(offset)),
  v128_zero: simd(0x0c, ...new Array<number>(16).fill(0)),
  i32x4_extract_lane: (lane: number): Code => simd(0x1b, lane),
  i32x4_add: simd(0xae),
  i32x4_dot_i16x8_s: simd(0xba),
  f32x4_add: simd(0xe4),
  f32x4_mul: simd(0xe6),
  f32x4_max: simd(0xe9),
};

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const name = (text: string): Code => list([...new TextEncoder().encode(text)].map((byte) => [byte]));

/**
 * A module that imports one memory as `env.memory` and exports `functions` by name.
 * The bytes depend on nothing but the arguments.
 */
export function assembleModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = functions.map((f) => [0x60, ...list(f.parameters.map((t) => [t])), ...list(f.results.map((t) => [t]))]);
  const bodies = functions.map((f) => {
    const code = [...list(f.locals.map(([count, type]) => [...unsigned(count), type])), ...f.body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, list([[...name('env'), ...name('memory'), 0x02, 0x00, 0x01]])),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(functions.map((f, index) => [...name(f.name), 0x00, ...unsigned(index)]))),
    ...section(10, list(bodies)),
  ]);
}
