import { AsyncLocalStorage } from 'node:async_hooks';
import type { Call } from './call.ts';

export interface CurrentCall {
  /** The call that the running code serves; undefined outside of any, in a job say. */
  get(): Call | undefined;
  run<T>(call: Call, work: () => T): T;
}

const storage = new AsyncLocalStorage<Call>();

/** What is started within `run` belongs to its call, across awaits too. */
export const currentCall: CurrentCall = {
  get: () => storage.getStore(),
  run: (call, work) => storage.run(call, work),
};
