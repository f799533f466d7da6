const INTERVAL_MS = 50;

/**
 * Calls `onExceeded` once when the process has grown by more than `megabytes` since now. Buffers are no part of a
 * thread's heap, so its `resourceLimits` do not see what a stream in a PDF unpacks to. Returns a function that ends the watch.
 */
export function watchMemory(megabytes: number, onExceeded: () => void): () => void {
  const most = process.memoryUsage.rss() + megabytes * 1024 * 1024;
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() <= most) return;
    clearInterval(timer);
    onExceeded();
  }, INTERVAL_MS);
  return () => clearInterval(timer);
}
