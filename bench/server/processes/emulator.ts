import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProcessOptions, startProcess } from './start-process.ts';

const ROOT = join(import.meta.dirname, '../../..');
export const SOURCE = join(ROOT, 'src/main.ts');
const BUILT = join(ROOT, 'dist/main.js');

/** The built package's entry; built afresh when a source is newer. */
export async function builtPackage(): Promise<string> {
  const changed = async () => {
    const built = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    for await (const file of glob(['src/**/*.{ts,json}', 'rolldown.config.ts', 'package.json'], { cwd: ROOT })) {
      if (statSync(join(ROOT, file)).mtimeMs > built) return true;
    }
    return false;
  };
  if (await changed()) {
    const rolldown = join(ROOT, 'node_modules/.bin/rolldown');
    execFileSync(rolldown, ['-c', 'rolldown.config.ts'], { cwd: ROOT, stdio: 'ignore' });
  }
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
