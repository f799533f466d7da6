/**
 * Checks that the lock file lets a machine with only Node and npm install the project, and names no registry.
 * `--fix` writes what is missing.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Locked {
  link?: boolean;
  resolved?: string;
  gypfile?: boolean;
  hasInstallScript?: boolean;
}

const root = join(import.meta.dirname, '..');
const FILE = join(root, 'package-lock.json');
const lock: { packages: Record<string, Locked> } = JSON.parse(readFileSync(FILE, 'utf8'));
const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const isFixing = process.argv.includes('--fix');
const faults: string[] = [];

for (const [place, locked] of Object.entries(lock.packages)) {
  const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (locked.gypfile !== false && existsSync(join(root, place, 'binding.gyp'))) {
    // npm compiles a package with a binding.gyp, which takes Python, make and a compiler. A package that has binaries
    // says that it need not, but `npm install` leaves that out of the lock file, and `npm ci` reads nothing else.
    if (isFixing && saysNotToCompile(place)) locked.gypfile = false;
    else faults.push(`${place} lacks "gypfile": false, so npm would compile it`);
  }
  if (locked.hasInstallScript && allowScripts?.[name] !== false) {
    faults.push(`${place} runs a script when it is installed; choose a package without, or refuse it in allowScripts`);
  }
  if (locked.resolved !== undefined && !locked.link) {
    if (isFixing) delete locked.resolved;
    else faults.push(`${place} names the registry that it came from`);
  }
}

if (isFixing) writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
if (faults.length > 0) {
  console.error(`package-lock.json:\n  ${faults.join('\n  ')}\nWrite it right: npm run lock`);
  process.exitCode = 1;
}

function saysNotToCompile(place: string): boolean {
  return JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8')).gypfile === false;
}
