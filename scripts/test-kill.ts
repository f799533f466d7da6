/**
 * Kills the emulator a thousand times, or KILL_ROUNDS times, amid writes, ingests, migrations, resets, saves and loads, and looks each time
 * for what was acknowledged: the tests of test/process/kill*.test.ts, for longer. Takes some ten minutes.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../src/package-root.ts';

const FILES = ['kill', 'kill-ingest', 'kill-migration', 'kill-swap', 'kill-turn', 'kill-client-tool'].map(
  (name) => `test/process/${name}.test.ts`,
);
const rounds = Math.ceil(Number(process.env.KILL_ROUNDS ?? 1000) / FILES.length);

const vitest = join(PACKAGE_ROOT, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', ...FILES], {
  cwd: PACKAGE_ROOT,
  stdio: 'inherit',
  env: { ...process.env, KILL_ROUNDS: String(rounds) },
});
console.log(`${rounds * FILES.length} kills: ${status === 0 ? 'nothing that was acknowledged is lost' : 'FAILED'}`);
process.exitCode = status ?? 1;
