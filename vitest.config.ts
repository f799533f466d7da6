import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** What is compiled is kept from run to run: for workers, for their threads, and for the processes that tests start. */
const compiled = join(import.meta.dirname, 'node_modules/.cache/compiled');
/** Each run adds hundreds, since Vitest gives test files another address each time. */
const MOST_KEPT = 10_000;
if (existsSync(compiled) && readdirSync(compiled, { recursive: true }).length > MOST_KEPT) {
  rmSync(compiled, { recursive: true });
}
process.env.NODE_COMPILE_CACHE ??= compiled;

export default defineConfig({
  // Files share a worker: starting one for each of them would cost more than the tests.
  test: {
    include: ['test/**/*.test.ts'],
    // Whole projects, and the console in a browser: npm run examples, npm run test:browser.
    exclude: [
      'test/examples.test.ts',
      'test/readme.test.ts',
      'test/consumer.test.ts',
      'test/scale-out.test.ts',
      'test/browser/**',
    ],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second, the default, is not enough where other things run beside the tests.
    expect: { poll: { timeout: 10_000 } },
    isolate: false,
    globalSetup: ['test/support/suite/build.ts', 'test/support/suite/suite-logs.ts'],
    maxWorkers: 2,
    // Node reads the sources as they are, as `npm start` does.
    experimental: { viteModuleRunner: false },
  },
});
