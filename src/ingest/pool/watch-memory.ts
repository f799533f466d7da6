const INTERVAL_MS = 50;

/**
 * Calls `onExceeded` once when the process has grown by more than `megabytes` since now. Unlike the `resourceLimits` of
 * a thread this sees buffers too, such as what a stream in a PDF unpacks to, and ends a thread without risk to the
 * process. Returns a function that ends the watch.
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
