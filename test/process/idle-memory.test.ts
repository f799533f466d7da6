import { expect, it } from 'vitest';
import { startProcess } from '../support/process.ts';

/** Says on standard error when all garbage is collected at once, which V8 does in two passes, and only when asked. */
const SAY_WHEN_COLLECTED = `
  import { constants, PerformanceObserver } from 'node:perf_hooks';
  new PerformanceObserver((list) => {
    const major = list.getEntries().filter(({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR);
    if (major.length > 1) console.error('collected');
  }).observe({ entryTypes: ['gc'] });`;

it('gives memory back once it has nothing to do, not while others would wait for that', async () => {
  const preload = `--import=data:text/javascript,${encodeURIComponent(SAY_WHEN_COLLECTED)}`;
  const { get, output } = await startProcess(['--ephemeral'], { env: { NODE_OPTIONS: preload } });
  const busyUntil = performance.now() + 1500;
  while (performance.now() < busyUntil) await Promise.all([get('/v2/llms'), get('/v2/llms')]);
  expect(output.stderr).not.toContain('collected');
  await expect.poll(() => output.stderr, { timeout: 10_000 }).toContain('collected');
});
