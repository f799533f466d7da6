/**
 * The Node that runs the project. `runtime/` lists a package for each platform, of which npm installs the one that fits.
 * Plain JavaScript without dependencies: the machine's own Node, which may be too old for anything else, runs it first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const link = join(root, 'node_modules/.bin/node');

/** The path of the Node that npm installed; undefined where none fits: on musl, say, or after `--omit=optional`. */
export function bundledNode() {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'runtime/package.json'), 'utf8'));
  return Object.keys(optionalDependencies)
    .map((name) => join(root, 'node_modules', name, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'))
    .find((path) => existsSync(path) && spawnSync(path, ['--version']).status === 0);
}

/**
 * Sees to it that `node_modules/.bin/node`, which npm's scripts find first, is that Node. npm 11 makes the link; npm 10
 * takes it away again with the packages of other platforms, all of which would have had one there.
 */
export function linkBundledNode() {
  const node = bundledNode();
  // Headers for compilers, which nothing here is: an eighth of what is installed.
  if (node !== undefined) rmSync(join(dirname(node), '../include'), { recursive: true, force: true });
  if (process.platform === 'win32') return; // There it is no link but a .cmd file of npm's.
  if (node !== undefined && existsSync(link) && realpathSync(link) === realpathSync(node)) return;
  rmSync(link, { force: true });
  if (node === undefined) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), node), link);
}
