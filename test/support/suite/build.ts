import { join } from 'node:path';
import { rolldown } from 'rolldown';
import config from '../../../rolldown.config.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

/** Before any test: the package as it is published, which tests of the process start; it starts twice as fast. */
export default async function buildPackage(): Promise<void> {
  for (const { output, ...input } of config) {
    const bundle = await rolldown({ ...input, cwd: PACKAGE_ROOT });
    await bundle.write({ ...output, dir: join(PACKAGE_ROOT, output.dir) });
    await bundle.close();
  }
}
