/** The package as it is published; it is built before any test (test/support/suite/build.ts). */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import type * as dist from '../scripts/dist.js';
import type * as emulator from '../src/index.ts';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { staticImports } from './support/modules.ts';
import { runProcess, temporaryFolder } from './support/process.ts';

const read = (...path: string[]) => readFileSync(join(PACKAGE_ROOT, ...path), 'utf8');

describe('the bundle', () => {
  test('imports nothing that an install of the package would not bring', () => {
    const known = new Set([
      ...builtinModules,
      ...Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }),
    ]);
    const imported = readdirSync(join(PACKAGE_ROOT, 'dist'))
      .filter((file) => file.endsWith('.js'))
      .flatMap((file) => staticImports(read('dist', file)).filter((name) => !name.startsWith('.')))
      .map((name) => name.replace(/^node:/, ''))
      .map((name) => (name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name));
    expect(imported.length).toBeGreaterThan(10);
    expect([...new Set(imported)].filter((name) => !known.has(name) && !known.has(name.split('/')[0]!))).toEqual([]);
  });

  test('loads Vitest in vectara-emulator/vitest alone', () => {
    const loading = readdirSync(join(PACKAGE_ROOT, 'dist'))
      .filter((file) => file.endsWith('.js'))
      .filter((file) => staticImports(read('dist', file)).includes('vitest'));
    expect(loading).toEqual(['vitest.js']);
  });

  test.each(['index.js', 'testing.js'])(
    'connects by dist/%s to an emulator elsewhere without loading one',
    async (file) => {
      const script = `
      import { registerHooks } from 'node:module';
      let bytes = 0;
      registerHooks({
        load(url, context, next) {
          const loaded = next(url, context);
          bytes += loaded.source?.length ?? 0;
          return loaded;
        },
      });
      const { connectEmulator } = await import(${JSON.stringify(pathToFileURL(join(PACKAGE_ROOT, 'dist', file)))});
      connectEmulator('http://127.0.0.1:8328');
      console.log(bytes);`;
      const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
      expect(Number(stdout)).toBeGreaterThan(1000);
      // The server is two megabytes and more.
      expect(Number(stdout)).toBeLessThan(200_000);
    },
  );

  test('is told apart by an old Node, in one line, before anything else is loaded', async () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.1.0'})";
    const { code, stdout, stderr } = await runProcess([], { env: { NODE_OPTIONS: `--import=${old}` } });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^vectara-emulator needs Node 22\.19 or newer; this is 20\.1\.0\..*\n$/);
    // A name that old Nodes do not export would end the process before it can say so.
    expect(read('src/main.ts')).not.toMatch(/import\s*\{/);
  });
});

test('what the program reads from its own folder is in the package and in the image', () => {
  for (const folder of ['dist', 'migrations', 'openapi', 'assets']) {
    expect(manifest.files).toContain(folder);
    expect(read('Dockerfile')).toContain(`COPY --from=build /build/${folder} ./${folder}`);
  }
});

test('dist/ is stale as soon as a source is another, came or went, whatever its time says', async () => {
  const checkout = temporaryFolder();
  for (const file of ['scripts', 'runtime', 'package.json', 'package-lock.json', 'rolldown.config.ts']) {
    cpSync(join(PACKAGE_ROOT, file), join(checkout, file), { recursive: true });
  }
  const source = join(checkout, 'src/deep/a.ts');
  mkdirSync(join(checkout, 'src/deep'), { recursive: true });
  mkdirSync(join(checkout, 'dist'));
  writeFileSync(source, 'one');
  const { digestOfSources, isDistFresh, stampDist }: typeof dist = await import(join(checkout, 'scripts/dist.js'));

  const stale = () => {
    const isStale = !isDistFresh();
    stampDist(digestOfSources());
    return [isStale, isDistFresh()];
  };
  expect(stale(), 'never built').toEqual([true, true]);
  utimesSync(source, 1, 1);
  expect(stale(), 'an older file in its place').toEqual([true, true]);
  writeFileSync(join(checkout, 'src/deep/b.ts'), '');
  expect(stale(), 'a new file').toEqual([true, true]);
  writeFileSync(join(checkout, 'package-lock.json'), '{}');
  expect(stale(), 'other packages').toEqual([true, true]);
});

test('require() gives what import gives', async () => {
  const { startEmulator, connectEmulator }: typeof emulator = createRequire(import.meta.url)('../dist/index.cjs');
  const { url, close } = await startEmulator();
  expect(await connectEmulator(url).account()).toBe('default');
  await close();
});

test('the Node that it asks for is one that its packages run on', () => {
  const undici = JSON.parse(read('node_modules/undici/package.json'));
  expect(manifest.engines.node).toBe(undici.engines.node);
});
