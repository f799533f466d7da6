/** Makes `assets/scan-kernel.wasm` of its text; run it after a change of that (test/retrieval/scan-kernel.test.ts). */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import wabt from 'wabt';

const TEXT = 'src/retrieval/vector-scan/scan-kernel.wat';
const root = join(import.meta.dirname, '..');

/** The binary form of the kernel. */
export async function buildScanKernel(): Promise<Uint8Array> {
  const { parseWat } = await wabt();
  const module = parseWat(TEXT, readFileSync(join(root, TEXT), 'utf8'), { simd: true });
  return module.toBinary({}).buffer;
}

if (import.meta.main) writeFileSync(join(root, 'assets/scan-kernel.wasm'), await buildScanKernel());
