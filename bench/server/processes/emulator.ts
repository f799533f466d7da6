import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDist, isDistFresh } from '../../../scripts/dist.js';
import { type ProcessOptions, startProcess } from './start-process.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const SOURCE = join(ROOT, 'src/main.ts');
const BUILT = join(ROOT, 'dist/main.js');

/** The built package's entry; built afresh when a source has changed. */
export function builtPackage(): string {
  if (!isDistFresh()) buildDist();
  return BUILT;
}

/** An emulator as its users start it: data on disk, its log on, a free port. `folder` keeps its data between starts. */
export function startEmulatorProcess(entry: string, folder: string, options?: ProcessOptions) {
  return startProcess([entry, '--port', '0', '--data-dir', folder], options);
}

/** A folder for one bench, gone at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vectara-emulator-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Registers the plain upstream as an LLM called `plain`, and answers with the path to complete chats at. */
export async function registerPlainLlm(emulator: string, upstream: string): Promise<void> {
  const response = await fetch(`${emulator}/v2/llms`, {
    method: 'POST',
    headers: { 'x-api-key': 'any', 'content-type': 'application/json' },
    body: JSON.stringify({
      type: 'openai-compatible',
      name: 'plain',
      model: 'plain',
      uri: `${upstream}/v1/chat/completions`,
      auth: { type: 'bearer', token: 'key' },
    }),
  });
  if (response.status !== 201) throw new Error(`the LLM was refused: ${await response.text()}`);
}
