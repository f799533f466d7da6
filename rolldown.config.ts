import { builtinModules } from 'node:module';
import { defineConfig } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

/**
 * What is native, loaded rarely, or loaded by the threads that read files stays outside and is a dependency of the
 * package; everything else is bundled, which saves start-up time, and is a devDependency.
 */
const OUTSIDE = Object.keys(manifest.dependencies).map((name) => new RegExp(`^${name}(/|$)`));

export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts', 'parse-worker': 'src/ingest/pool/parse-worker.ts' },
  platform: 'node',
  external: [/^node:/, ...builtinModules, ...OUTSIDE],
  output: { dir: 'dist', format: 'esm', chunkFileNames: '[name]-[hash].js', cleanDir: true, minify: false },
});
