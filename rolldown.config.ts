import { builtinModules } from 'node:module';
import { defineConfig } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

/**
 * What is native, loaded rarely, or loaded by the threads that read files stays outside and is a dependency of the
 * package; everything else is bundled, which saves start-up time, and is a devDependency. `typebox` is both: bundled, and
 * a dependency because the published types are made from its.
 */
const OUTSIDE = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  .filter((name) => name !== 'typebox')
  .map((name) => new RegExp(`^${name}(/|$)`));

export default defineConfig({
  input: {
    main: 'src/main.ts',
    index: 'src/index.ts',
    testing: 'src/testing/testing.ts',
    vitest: 'src/testing/vitest.ts',
    'parse-worker': 'src/ingest/pool/parse-worker.ts',
  },
  platform: 'node',
  external: [/^node:/, ...builtinModules, ...OUTSIDE],
  output: { dir: 'dist', format: 'esm', chunkFileNames: '[name]-[hash].js', cleanDir: true, minify: false },
});
