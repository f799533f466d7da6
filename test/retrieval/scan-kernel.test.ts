import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildScanKernel } from '../../scripts/build-scan-kernel.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

test('the scan that is shipped is what its text says', async () => {
  const shipped = readFileSync(join(PACKAGE_ROOT, 'assets/scan-kernel.wasm'));
  expect(Buffer.from(await buildScanKernel()).equals(shipped)).toBe(true);
});
