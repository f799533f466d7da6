/**
 * jq 1.8 for programs that come in requests (docs/behaviour/agent-turns.md, Transforms): in threads, so that nobody waits
 * for one that takes long, and each of them ended when its time is up. jq itself takes 256 MB at most, and knows neither files
 * nor the environment.
 */
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JqOutcome, JqTask } from './jq-worker.ts';

/** What is wrong with a program or its input, in jq's words. */
export class JqError extends Error {
  override name = 'JqError';
}

export interface Jq {
  /** All results, one JSON text each; `limitMs` instead of `timeoutMs`. Throws JqError, or the signal's reason. */
  run(program: string, input: string, signal?: AbortSignal, limitMs?: number): Promise<string[]>;
  /** Why a program cannot be used; undefined when it can. */
  fault(program: string): Promise<string | undefined>;
  close(): Promise<void>;
}

export interface JqOptions {
  /** Milliseconds that one program may take, waiting not counted. */
  timeoutMs?: number;
  /** Programs that run at the same time. */
  threads?: number;
  /** Milliseconds after which an idle thread ends. */
  idleMs?: number;
}

/** The worker beside this module: as source, or as its own entry of the bundle (`rolldown.config.ts`). */
const WORKER = join(import.meta.dirname, `jq-worker${extname(import.meta.filename)}`);

interface Thread {
  worker: Worker;
  idle: NodeJS.Timeout | undefined;
}

export function createJq({ timeoutMs = 2000, threads = 2, idleMs = 10_000 }: JqOptions = {}): Jq {
  const free: Thread[] = [];
  const waiting: (() => void)[] = [];
  const all = new Set<Thread>();
  let isClosed = false;

  async function end(thread: Thread): Promise<void> {
    all.delete(thread);
    clearTimeout(thread.idle);
    if (free.includes(thread)) free.splice(free.indexOf(thread), 1);
    await thread.worker.terminate();
  }

  async function open(): Promise<Thread> {
    // What jq's runtime prints when it gives up is told by the error.
    const thread: Thread = { worker: new Worker(WORKER, { stdout: true, stderr: true }), idle: undefined };
    all.add(thread);
    try {
      await once(thread.worker, 'message');
      return thread;
    } catch (error) {
      await end(thread);
      throw error;
    }
  }

  async function take(): Promise<Thread> {
    while (!isClosed) {
      const thread = free.pop();
      clearTimeout(thread?.idle);
      if (thread) return thread;
      if (all.size < threads) return open();
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    throw new JqError('jq was closed');
  }

  function giveBack(thread: Thread): void {
    thread.worker.unref();
    if (all.has(thread)) {
      thread.idle = setTimeout(() => void end(thread), idleMs).unref();
      free.push(thread);
    }
    waiting.shift()?.();
  }

  async function ask(task: JqTask, caller?: AbortSignal, limitMs = timeoutMs): Promise<JqOutcome> {
    const thread = await take();
    const late = AbortSignal.timeout(limitMs);
    try {
      caller?.throwIfAborted();
      thread.worker.ref();
      thread.worker.postMessage(task);
      const [outcome] = await once(thread.worker, 'message', {
        signal: caller ? AbortSignal.any([caller, late]) : late,
      });
      return outcome as JqOutcome;
    } catch (error) {
      await end(thread);
      caller?.throwIfAborted();
      const reason = late.aborted ? `takes longer than ${limitMs / 1000} seconds` : 'takes too much memory';
      throw new JqError(`the program ${reason}`, { cause: error });
    } finally {
      giveBack(thread);
    }
  }

  return {
    async run(program, input, signal, limitMs) {
      const outcome = await ask({ program, input }, signal, limitMs);
      if ('refusal' in outcome) throw new JqError(words(outcome.refusal));
      return outcome.text === '' ? [] : outcome.text.split('\n');
    },

    async fault(program) {
      try {
        // Compiled, and then not run.
        const outcome = await ask({ program: `empty | (\n${program}\n)`, input: 'null' });
        if (!('refusal' in outcome)) return undefined;
        const own = await ask({ program, input: 'null' });
        return words('refusal' in own && own.isCompiling ? own.refusal : outcome.refusal);
      } catch (error) {
        if (error instanceof JqError) return error.message;
        throw error;
      }
    },

    async close() {
      isClosed = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...all].map(end));
    },
  };
}

/** The first line, without where in the program it was. */
const words = (stderr: string): string =>
  stderr
    .split('\n', 1)[0]!
    .replace(/^jq: (parse )?error( \(at [^)]*\))?: /, '')
    .replace(/ at <[\w-]+>, line .*$/, '')
    .slice(0, 500) || 'it ended with an error';
