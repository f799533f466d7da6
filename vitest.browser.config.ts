import { defineConfig } from 'vitest/config';
import suite from './vitest.config.ts';

/** The console in Chromium. Apart from the rest, since most of the time goes into the browser. */
export default defineConfig({
  ...suite,
  test: { ...suite.test, include: ['test/browser/**/*.test.ts'], exclude: [] },
});
