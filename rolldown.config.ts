import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import type { PluginContext, RenderedChunk, RolldownOptions } from 'rolldown';
import { minify } from 'rolldown/utils';
import manifest from './package.json' with { type: 'json' };
import { digestOfSources, stampDist } from './scripts/dist.js';
import { LANGUAGE_DATA, loadInSlices } from './scripts/load-in-slices.ts';
import { styleSheets } from './src/console/page-folder.ts';
import { SWAGGER_UI_FILES } from './src/docs-routes.ts';

/**
 * What is native or starts threads of its own stays outside and is a dependency of the package, as do two large packages
 * that bring no others; everything else is bundled, which saves start-up time and packages, and is a devDependency. `typebox` is both: bundled, and
 * a dependency because the published types are made from its.
 */
const OUTSIDE = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
  .filter((name) => name !== 'typebox')
  .map((name) => new RegExp(`^${name}(/|$)`));

/** Jest has a require() of its own, which knows no ES modules; Node's, which does, loads the package beside Jest's world. */
const doorOf = (name: string) => `'use strict';
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  throw new Error(\`vectara-emulator needs Node 22.19 or newer; this is \${process.versions.node}.\`);
}
module.exports = process.getBuiltinModule('node:module').createRequire(__filename)('./${name}.js');
`;

/** How much of a chunk comes from packages, from 0 to 1. */
function shareOfPackages({ modules }: RenderedChunk): number {
  const lengths = Object.entries(modules).map(([id, { renderedLength }]) => [id, renderedLength] as const);
  const sum = (of: typeof lengths) => of.reduce((total, [, length]) => total + length, 0);
  return sum(lengths.filter(([id]) => id.includes('node_modules'))) / sum(lengths);
}

export const program = {
  input: {
    main: 'src/main.ts',
    index: 'src/index.ts',
    testing: 'src/testing/testing.ts',
    vitest: 'src/testing/vitest.ts',
    intercept: 'src/testing/intercept.ts',
    'serve-run': 'src/testing/serve-run.ts',
    'parse-worker': 'src/ingest/parse-worker.ts',
    'jq-worker': 'src/jq/jq-worker.ts',
    'python-child': 'src/python/python-child.ts',
  },
  platform: 'node' as const,
  // rolldown turns the console's sources into JavaScript; in the package they are JavaScript already.
  external: [/^node:/, /^rolldown/, ...builtinModules, ...OUTSIDE],
  plugins: [
    {
      name: 'language data in slices',
      load: { filter: { id: LANGUAGE_DATA }, handler: loadInSlices },
    },
    {
      name: 'MCP without its validator',
      resolveId: {
        filter: { id: /^@modelcontextprotocol\/\w+\/_shims$/ },
        handler: () => join(import.meta.dirname, 'scripts/mcp-shims.js'),
      },
    },
    {
      name: 'what runs the code of lambda tools',
      generateBundle(this: PluginContext) {
        const folder = join(import.meta.dirname, 'src/python/host');
        for (const name of readdirSync(folder)) {
          this.emitFile({ type: 'asset', fileName: `host/${name}`, source: readFileSync(join(folder, name), 'utf8') });
        }
      },
    },
    {
      // What is ours stays readable in stacks.
      name: 'chunks of packages, made small',
      async renderChunk(code: string, chunk: RenderedChunk) {
        if (!(shareOfPackages(chunk) > 0.9)) return null;
        return (await minify(chunk.fileName, code, { module: true })).code;
      },
    },
    {
      name: 'doors for require()',
      generateBundle(this: PluginContext) {
        for (const fileName of SWAGGER_UI_FILES) {
          const source = readFileSync(join(import.meta.dirname, 'node_modules/@fastify/swagger-ui/static', fileName));
          this.emitFile({ type: 'asset', fileName: `docs/${fileName}`, source });
        }
        for (const name of ['index', 'testing', 'intercept']) {
          this.emitFile({ type: 'asset', fileName: `${name}.cjs`, source: doorOf(name) });
        }
      },
    },
  ],
  output: {
    dir: 'dist',
    format: 'esm' as const,
    chunkFileNames: '[name]-[hash].js',
    cleanDir: true,
    minify: { compress: false, mangle: false },
  },
} satisfies RolldownOptions;

/** Taken before anything is read, so that what is changed during a build makes `dist/` stale. */
const digest = digestOfSources();

const PAGE = join(import.meta.dirname, 'src/console/page');

/** The console: a file a view, one for what they share, one style sheet. */
const page = {
  input: { main: join(PAGE, 'main.tsx') },
  platform: 'browser' as const,
  tsconfig: join(PAGE, 'tsconfig.json'),
  plugins: [
    {
      name: 'other files of the page',
      generateBundle(this: PluginContext) {
        const read = (fileName: string) => readFileSync(join(PAGE, fileName), 'utf8');
        const styles = styleSheets(PAGE).map(read).join('\n');
        this.emitFile({ type: 'asset', fileName: 'console.css', source: styles });
        this.emitFile({ type: 'asset', fileName: 'icon.svg', source: read('icon.svg') });
      },
    },
    { name: 'stamp', writeBundle: () => stampDist(digest) },
  ],
  output: { dir: 'dist/console', format: 'esm' as const, chunkFileNames: '[name]-[hash].js', minify: true },
} satisfies RolldownOptions;

/** In this order: the first empties `dist`, the last stamps it. */
export default [program, page];
