/**
 * `dist/`, which `npm start` runs: whether it was made from the sources as they are now, and how it is made. Plain
 * JavaScript without dependencies: the machine's own Node, which may be too old for anything else, can run it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundledNode } from './bundled-node.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const STAMP = join(root, 'dist/.made-from');
const ROLLDOWN = join(root, 'node_modules/rolldown/bin/cli.mjs');
/** What ends up in `dist/`; the lock file stands for the packages that do. */
const SOURCES = ['src', 'package.json', 'package-lock.json', 'rolldown.config.ts', 'scripts/load-in-slices.ts'];

/** A digest of the names, sizes and times of all sources: a few milliseconds, and any change alters it. */
export function digestOfSources() {
  const digest = createHash('sha1');
  const add = (path) => {
    const stats = statSync(join(root, path));
    if (stats.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) add(`${path}/${name}`);
    else digest.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
  };
  SOURCES.forEach(add);
  return digest.digest('hex');
}

/** Called at the end of a build with the digest taken at its start. */
export function stampDist(digest) {
  writeFileSync(STAMP, digest);
}

export function isDistFresh() {
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digestOfSources();
}

/** Throws where it cannot: without the packages of development, or when a source has a mistake. */
export function buildDist() {
  if (!existsSync(ROLLDOWN))
    throw new Error('dist/ is missing or older than src/, and rolldown, which builds it, is not installed: npm ci');
  const node = bundledNode() ?? process.execPath;
  const { status, stdout, stderr } = spawnSync(node, [ROLLDOWN, '-c', 'rolldown.config.ts'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`dist/ could not be built:\n${stdout}${stderr}`);
}
