import { rolldown } from 'rolldown';
import config from '../../rolldown.config.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

/** Before any test: the package as it is published, which tests of the process start; it starts twice as fast. */
export default async function buildPackage(): Promise<void> {
  const bundle = await rolldown({ ...config, cwd: PACKAGE_ROOT });
  await bundle.write({ ...(config.output as object), dir: `${PACKAGE_ROOT}/dist` });
  await bundle.close();
}
