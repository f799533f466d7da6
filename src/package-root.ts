import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this package, with its migrations, assets and OpenAPI document, from `src/` as from the bundled `dist/`. */
export const PACKAGE_ROOT = findPackageRoot(import.meta.dirname);

function findPackageRoot(folder: string): string {
  return existsSync(join(folder, 'migrations')) ? folder : findPackageRoot(dirname(folder));
}
