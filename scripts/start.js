/**
 * `npm start`: runs `dist/`, on a Node that is new enough. Normally that is the one that runs this, since npm's scripts find
 * the bundled one first. `dist/main.js` itself sees whether it is older than the sources.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledNode } from './bundled-node.js';
import { buildDist } from './dist.js';

const main = join(dirname(fileURLToPath(import.meta.url)), '../dist/main.js');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const isNewEnough = major > 22 || (major === 22 && minor >= 19);

try {
  const node = isNewEnough ? undefined : bundledNode();
  if (!existsSync(main)) buildDist();
  if (node === undefined) await import('../dist/main.js');
  else startOn(node);
} catch (error) {
  console.error(`vectara-emulator: ${error.message}`);
  process.exitCode = 1;
}

/** Another Node takes over; signals and the exit code are handed on. */
function startOn(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
}
