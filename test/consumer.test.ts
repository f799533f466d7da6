/**
 * The package as its users have it: `.ci/run` packs it, installs it from the registry into an empty project beside two
 * releases of TypeScript, and says where.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const run = promisify(execFile);
const folder = process.env.CONSUMER_FOLDER ?? '';

/** All six at once, on two cores. */
const COMPILED_WITHIN_MS = 240_000;

const MODULE = `
import { type AgentEvent, connectEmulator, type Emulator, type FaultRule, type JournalEntry, type LlmCall, type Script, type Seed, startEmulator } from 'vectara-emulator';
import { intercept } from 'vectara-emulator/intercept';
import { EmulatorRefused } from 'vectara-emulator/testing';

const seed: Seed = { corpora: [{ key: 'lamps', documents: [{ id: 'd', type: 'core', document_parts: [{ text: 'Lamps burn oil.' }] }] }] };
const script: Script = { answers: [{ text: 'By oil.' }] };
const fault: FaultRule = { fault: { type: 'status', code: 503 } };
// @ts-expect-error: the types are known, so what is misspelt is seen.
const misspelt: Seed = { corpra: [] };

const emulator: Emulator = await startEmulator({ upstream: 'simulate' });
const account = connectEmulator(emulator.url);
await account.seed(seed);
await account.scripts.add(script);
await account.seed({
  agents: [{ key: 'keeper', name: 'Keeper', model: { name: 'gpt-4o' }, first_step: { name: 'main' } }],
  sessions: [{ agent_key: 'keeper', key: 'night' }],
});
const said: AgentEvent[] = await account.agentEvents({ agent_key: 'keeper', key: 'night' });
const texts: string[] = said.flatMap((event) => (event.type === 'agent_output' ? [event.content] : []));
const undo = intercept(account);
await fetch('https://api.vectara.io/v2/query', {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'x-api-key': 'any' },
  body: JSON.stringify({ query: 'lamps', search: { corpora: [{ corpus_key: 'lamps' }] }, generation: {} }),
});
undo();
const entries: JournalEntry[] = await Promise.all((await account.journal.list()).map(({ id }) => account.journal.get(id)));
const searches = entries.flatMap(({ notes }) => notes).filter((note) => note.kind === 'search');
const calls: LlmCall[] = await account.llmCalls();
console.log(searches[0]?.candidates[0]?.document_id, calls[0]?.text, calls[0]?.answered_by, texts.length, EmulatorRefused.name);
await emulator.close();
`;

const COMMON_JS = `
import { type Seed, startEmulator } from 'vectara-emulator';
import testing = require('vectara-emulator/testing');

const seed: Seed = { corpora: [{ key: 'lamps' }] };
async function main(): Promise<void> {
  const emulator = await startEmulator();
  const { created } = await testing.connectEmulator(emulator.url).seed(seed);
  console.log(created.join());
  await emulator.close();
}
void main();
`;

describe.skipIf(!existsSync(folder))('an empty project with the package', () => {
  const combinations = ['typescript-5', 'typescript-7'].flatMap((compiler) =>
    ['node16', 'nodenext', 'bundler'].map((resolution) => ({ compiler, resolution })),
  );

  beforeAll(() => {
    writeFileSync(join(folder, 'module.mts'), MODULE);
    writeFileSync(join(folder, 'common.cts'), COMMON_JS);
  });

  test.concurrent.each(combinations)(
    'compiles with $compiler, $resolution, and libraries checked',
    async (combination) => {
      const { compiler, resolution } = combination;
      const options = {
        strict: true,
        skipLibCheck: false,
        target: 'es2023',
        module: resolution === 'bundler' ? 'preserve' : resolution,
        moduleResolution: resolution,
        types: ['node'],
        outDir: `out-${compiler}-${resolution}`,
      };
      const files = ['module.mts', 'common.cts'];
      const project = join(folder, `${options.outDir}.json`);
      writeFileSync(project, JSON.stringify({ compilerOptions: options, files }));
      const { stdout } = await run(
        process.execPath,
        [join(folder, 'node_modules', compiler, 'bin/tsc'), '-p', project],
        {
          cwd: folder,
        },
      ).catch((error: { stdout: string }) => error);
      expect(stdout).toBe('');

      const output = async (file: string) =>
        (await run(process.execPath, [join(folder, options.outDir, file)], { cwd: folder })).stdout.trim();
      expect(await output('module.mjs')).toBe('d By oil. scripted 0 EmulatorRefused');
      // What a bundler is to read is left as it was written: modules, under a name that Node takes for CommonJS.
      if (resolution !== 'bundler') expect(await output('common.cjs')).toBe('corpora/lamps');
    },
    COMPILED_WITHIN_MS,
  );

  test('has few packages more, which are small', () => {
    const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
    const brought = Object.keys(packages).filter((path) => !/typescript|types/.test(path));
    expect(brought.length).toBeLessThanOrEqual(10);
    const bytes = brought
      .flatMap((path) => readdirSync(join(folder, path), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    expect(bytes / 2 ** 20).toBeLessThan(80);
  });

  test('has the command', async () => {
    const main = join(folder, 'node_modules/vectara-emulator/dist/main.js');
    const { stdout } = await run(process.execPath, [main, '--version'], { cwd: folder });
    expect(stdout.trim()).toBe(manifest.version);
  });
});
