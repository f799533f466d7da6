import type { Page } from 'playwright-core';
import { openBrowser } from '../../support/chromium.ts';

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  args: { name?: string };
  /** Of the processor, in microseconds. */
  tdur?: number;
}

export interface Tasks {
  /** What the page itself can see: tasks of more than 50 ms, by their length in ms. */
  long: number[];
  /** Processor time of the longest task in ms: what a machine that is busy with other things does not change. */
  longestMs: number;
}

/** The tasks of a page's main thread while `work` goes on. */
export async function tasksDuring(page: Page, work: () => Promise<void>): Promise<Tasks> {
  await page.evaluate(`
    globalThis.longTasks = [];
    new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  `);
  const browser = await openBrowser();
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await work();
  // A task is reported once the next frame is drawn.
  const long = await page.evaluate<number[]>(
    'new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(longTasks))))',
  );
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const mainThreads = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(threadOf),
  );
  const tasks = traceEvents.filter((event) => event.name.endsWith('RunTask') && mainThreads.has(threadOf(event)));
  if (tasks.length === 0) throw new Error('The trace shows no task.');
  return { long, longestMs: Math.max(...tasks.map(({ tdur = 0 }) => tdur / 1000)) };
}
