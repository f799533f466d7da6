/** Every emulator of the suite logs all it can into one folder; when the suite is over, no secret may be found there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    suiteLogs: string;
  }
}

/** What the suite's callers authenticate with, and the shapes of what the emulator makes or is given. */
const SECRETS = [
  /zut_test\b/,
  /\bz[uqw]t_[A-Za-z0-9]{24,}/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/,
  /"(?:x-api-key|authorization|client_secret|secret_key)":/i,
  /\bsk-[\w-]{4,}/,
  /\bBearer \S/,
];

export default function collectLogs(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'vectara-emulator-logs-'));
  project.provide('suiteLogs', folder);
  return () => {
    const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
    rmSync(folder, { recursive: true });
    const leaking = lines.filter((line) => SECRETS.some((secret) => secret.test(line)));
    if (leaking.length === 0) return;
    console.error(`${leaking.length} of ${lines.length} lines that the suite logged hold a secret, such as:`);
    for (const line of leaking.slice(0, 5)) console.error(line.slice(0, 400));
    process.exitCode = 1;
  };
}
