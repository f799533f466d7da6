import { builtinModules } from 'node:module';
import { defineConfig } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

/** Bundled where bundling saves start-up time; native and rarely used packages stay outside and load on first use. */
const OUTSIDE = ['better-sqlite3', '@fastify/swagger', '@fastify/swagger-ui', 'pino', 'pino-pretty', 'undici', 'jose'];

/** Loaded by the threads that read files, `piscina` (which finds its own worker beside itself) at the first upload. */
const FILE_READING = [
  'piscina',
  'unpdf',
  'mammoth',
  'officeparser',
  'cheerio',
  'marked',
  'postal-mime',
  'fflate',
  'file-type',
];

export default defineConfig({
  input: { main: 'src/main.ts', index: 'src/index.ts', 'parse-worker': 'src/ingest/pool/parse-worker.ts' },
  platform: 'node',
  external: [
    /^node:/,
    ...builtinModules,
    ...OUTSIDE.filter((name) => name in manifest.dependencies),
    ...FILE_READING.map((name) => new RegExp(`^${name}(/|$)`)),
  ],
  output: { dir: 'dist', format: 'esm', chunkFileNames: '[name]-[hash].js', cleanDir: true, minify: false },
});
