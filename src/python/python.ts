/**
 * Python for code that comes in requests (docs/behaviour/lambdas.md): in processes of their own that see nothing of this
 * machine, a few at most, each kept for a while after its last call, ended when a call takes too long.
 */
import { availableParallelism } from 'node:os';
import {
  type Done,
  ProcessEnded,
  type PythonProcess,
  startPython,
  type ToolAnswer,
  type ToolRequest,
} from './python-process.ts';
import { findPython, type PythonPackage } from './snapshot.ts';

export { PythonMissing } from './snapshot.ts';
export type { ToolAnswer, ToolRequest };

type Json = Record<string, unknown>;

export interface Limits {
  /** The time that the code's own tools take counts. */
  seconds: number;
  megabytes: number;
}

export interface Call {
  code: string;
  /** Of `process`, by their names. */
  args: Json;
  limits: Limits;
  /** What the code's clocks begin with, in milliseconds since 1970; the time by default. */
  now?: number;
  /** Answers what the code asks of its tools; an error is raised there. */
  answer(request: ToolRequest): Promise<ToolAnswer>;
  /** Code that waits for other code: it does not wait until an interpreter is free, since one waits for it. */
  isNested?: boolean;
}

/** What `process` gave; what is no object is its `value`. */
export type Outcome =
  | ({ output: Json } & Measured)
  | ({ error: { kind: 'raised' | 'timeout' | 'memory'; message: string; traceback: string } } & Measured);

interface Measured {
  milliseconds: number;
  megabytes: number;
}

/** The JSON schemas of code, or what is wrong with it. */
export type Description = { errors: string[] } | { input_schema: Json; output_schema?: Json };

export interface Python {
  /** Throws PythonMissing, or the signal's reason. */
  run(call: Call, signal?: AbortSignal): Promise<Outcome>;
  /** Throws the same. */
  describe(code: string, signal?: AbortSignal): Promise<Description>;
  /** Interpreters that there are. */
  count(): { busy: number; idle: number };
  close(): Promise<void>;
}

export interface PythonOptions {
  /** Calls that run at the same time. */
  processes?: number;
  /** Milliseconds after which an idle interpreter ends. */
  idleMs?: number;
  /** Milliseconds that an interpreter may take to begin. */
  startMs?: number;
  /** Where the memory that interpreters begin with is kept; a folder in the user's own by default. */
  cache?: string;
}

const MEGABYTE = 1024 * 1024;
/** What an interpreter has before it does anything is some 30 of them; it always gets these. */
const LEAST_MEGABYTES = 40;
const LIMITS_OF_DESCRIBING: Limits = { seconds: 30, megabytes: 256 };

/** What the host answers; `output` is JSON. */
type Told =
  | { millis: number; output: string }
  | { millis: number; error: { message: string; traceback: string; memory: boolean } };

interface Interpreter {
  process: PythonProcess;
  idle: NodeJS.Timeout | undefined;
}

class TimedOut extends Error {}

export function createPython({
  processes = Math.min(4, availableParallelism()),
  idleMs = 60_000,
  startMs = 120_000,
  cache,
}: PythonOptions = {}): Python {
  const free: Interpreter[] = [];
  const all = new Set<Interpreter>();
  const waiting: (() => void)[] = [];
  let starting = 0;
  let python: PythonPackage | undefined;
  let first: Promise<unknown> | undefined;
  let isClosed = false;

  function end(interpreter: Interpreter): void {
    all.delete(interpreter);
    clearTimeout(interpreter.idle);
    if (free.includes(interpreter)) free.splice(free.indexOf(interpreter), 1);
    interpreter.process.end();
  }

  /** The first one may have to make the memory that others begin with. */
  async function open(): Promise<Interpreter> {
    starting += 1;
    try {
      python ??= findPython(cache);
      await first?.catch(() => {});
      const started = startPython(python, startMs);
      first ??= started;
      const interpreter: Interpreter = { process: await started, idle: undefined };
      all.add(interpreter);
      if (!isClosed) return interpreter;
      end(interpreter);
      throw new Error('Python was closed.');
    } finally {
      starting -= 1;
    }
  }

  /** Memory never shrinks: an interpreter that has more than this call may have gives way to a new one. */
  async function take(limit: number, isNested: boolean): Promise<Interpreter> {
    while (!isClosed) {
      const fitting = free.find(({ process }) => process.heap <= limit);
      if (fitting) {
        clearTimeout(fitting.idle);
        free.splice(free.indexOf(fitting), 1);
        return fitting;
      }
      if (free[0]) end(free[0]);
      if (isNested || all.size + starting < processes) return open();
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    throw new Error('Python was closed.');
  }

  function giveBack(interpreter: Interpreter): void {
    if (all.size > processes) end(interpreter);
    if (all.has(interpreter)) {
      interpreter.idle = setTimeout(end, idleMs, interpreter).unref();
      free.push(interpreter);
    }
    waiting.shift()?.();
  }

  type Work = { kind: 'describe'; code: string } | { kind: 'run'; code: string; args: Json };

  /** Throws TimedOut, ProcessEnded, or the caller's reason. */
  async function ask(
    work: Work,
    { limits, answer, now = Date.now(), isNested = false }: Pick<Call, 'limits' | 'answer' | 'now' | 'isNested'>,
    caller?: AbortSignal,
  ): Promise<Done> {
    const limit = Math.max(limits.megabytes, LEAST_MEGABYTES) * MEGABYTE;
    const interpreter = await take(limit, isNested);
    const late = AbortSignal.timeout(limits.seconds * 1000);
    const stopped = caller ? AbortSignal.any([caller, late]) : late;
    const stop = () => end(interpreter);
    stopped.addEventListener('abort', stop, { once: true });
    try {
      caller?.throwIfAborted();
      return await interpreter.process.ask({ ...work, now, limit }, answer);
    } catch (error) {
      end(interpreter);
      caller?.throwIfAborted();
      throw late.aborted ? new TimedOut() : error;
    } finally {
      stopped.removeEventListener('abort', stop);
      giveBack(interpreter);
    }
  }

  return {
    async run({ code, args, ...call }, signal) {
      const began = performance.now();
      try {
        return toOutcome(await ask({ kind: 'run', code, args }, call, signal), call.limits);
      } catch (error) {
        const measured = { milliseconds: performance.now() - began, megabytes: 0 };
        if (error instanceof TimedOut) return { error: timeout(call.limits), ...measured };
        if (!(error instanceof ProcessEnded)) throw error;
        return { error: { kind: 'raised', message: error.message, traceback: '' }, ...measured };
      }
    },

    async describe(code, signal) {
      const call = { limits: LIMITS_OF_DESCRIBING, answer: async () => ({ error: 'Tools are not called here.' }) };
      try {
        return (await ask({ kind: 'describe', code }, call, signal)).result as Description;
      } catch (error) {
        if (error instanceof TimedOut) return { errors: [timeout(call.limits).message] };
        if (error instanceof ProcessEnded) return { errors: [error.message] };
        throw error;
      }
    },

    count: () => ({ busy: all.size - free.length, idle: free.length }),

    async close() {
      isClosed = true;
      for (const wake of waiting.splice(0)) wake();
      for (const interpreter of [...all]) end(interpreter);
    },
  };
}

const timeout = ({ seconds }: Limits) => ({
  kind: 'timeout' as const,
  message: `Execution timed out after ${seconds} seconds`,
  traceback: '',
});

function toOutcome({ result, used }: Done, { megabytes: most }: Limits): Outcome {
  const told = result as Told;
  const measured = { milliseconds: told.millis, megabytes: Math.ceil(used / MEGABYTE) };
  if ('output' in told) return { output: JSON.parse(told.output) as Json, ...measured };
  const { message, traceback, memory } = told.error;
  if (!memory) return { error: { kind: 'raised', message, traceback }, ...measured };
  return { error: { kind: 'memory', message: `Memory limit of ${most} MB exceeded`, traceback }, ...measured };
}
