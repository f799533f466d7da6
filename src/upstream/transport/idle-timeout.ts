import { UpstreamError } from '../upstream-error.ts';

/** After the end mark of a stream: how long the connection may take to finish cleanly and so be used again. */
const LINGER_MS = 250;

/** Aborts `signal` when the caller leaves, or when we have waited for data for too long (reference §2.5). */
export interface IdleTimeout {
  readonly signal: AbortSignal;
  /** We wait for data from now on. */
  waiting(): void;
  /** Data came; how long its reader takes is not the upstream's silence. */
  received(): void;
  /** All that matters has been read. */
  ending(): void;
  readonly isEnding: boolean;
  /** Ends the watch; the call itself too, unless it is complete. */
  stop(complete: boolean): void;
}

export function startIdleTimeout(seconds: number, caller: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  let isWaiting = true;
  let isEnding = false;
  let timer = setTimeout(() => {
    if (isWaiting) controller.abort(new UpstreamError({ kind: 'idle', seconds }));
  }, seconds * 1000);

  const leave = () => controller.abort(caller.reason);
  if (caller.aborted) leave();
  else caller.addEventListener('abort', leave, { once: true });

  return {
    signal: controller.signal,
    waiting() {
      isWaiting = true;
      if (!isEnding) timer.refresh();
    },
    received() {
      isWaiting = false;
    },
    ending() {
      isEnding = true;
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), LINGER_MS);
    },
    get isEnding() {
      return isEnding;
    },
    stop(complete) {
      clearTimeout(timer);
      caller.removeEventListener('abort', leave);
      if (!complete) controller.abort();
    },
  };
}
