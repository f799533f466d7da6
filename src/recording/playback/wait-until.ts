/** Resolves when `clock` (milliseconds) has reached `moment`; rejects with the signal's reason as soon as it aborts. */
export function waitUntil(moment: number, clock: () => number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    let timer: NodeJS.Timeout | undefined;
    const leave = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const look = () => {
      const left = moment - clock();
      if (left > 0) {
        timer = setTimeout(look, left);
        return;
      }
      signal.removeEventListener('abort', leave);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
    look();
  });
}
