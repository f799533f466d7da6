import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Files share a worker: starting one for each of them would cost more than the tests.
  test: {
    include: ['test/**/*.test.ts'],
    // Whole projects of their own: npm run examples.
    exclude: ['test/examples.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second, the default, is not enough where other things run beside the tests.
    expect: { poll: { timeout: 10_000 } },
    isolate: false,
    globalSetup: ['test/support/build.ts', 'test/support/suite-logs.ts'],
    maxWorkers: 2,
  },
});
