import { AsyncLocalStorage } from 'node:async_hooks';
import type { Call } from './call.ts';

export interface CurrentCall {
  /** The call that the running code serves; undefined outside of any, in a job say. */
  get(): Call | undefined;
  run<T>(call: Call, work: () => T): T;
}

/** One for each server; what is started within `run` belongs to its call, across awaits too. */
export function createCurrentCall(): CurrentCall {
  const storage = new AsyncLocalStorage<Call>();
  return { get: () => storage.getStore(), run: (call, work) => storage.run(call, work) };
}
