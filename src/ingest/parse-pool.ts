import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import type { Piscina } from 'piscina';
import { BrokenFile, ingestError, TooLarge } from './ingest-error.ts';
import type { ParseOptions, UploadedFile } from './parse-file.ts';
import type { ParseOutcome, ParseTask } from './parse-worker.ts';
import type { ParsedFile } from './structured-document.ts';

export interface FileParserOptions {
  /**
   * Files read at the same time; others wait. Default: half of the processors, at most 4, and at least 2, so that a slow
   * file stops no other.
   */
  threads?: number;
  /** Milliseconds one file may take, waiting not counted. Default 60 000. */
  timeoutMs?: number;
  /** Megabytes the process may grow by while a file is read, for each thread. Default 1024. */
  memoryMb?: number;
  /** Milliseconds after which an idle thread ends. Default 10 000. */
  idleMs?: number;
}

export interface FileParser {
  /**
   * `parseFile` on another thread; `file.bytes` stay usable. Rejects with UnsupportedMediaType, with BrokenFile (also
   * when its thread dies) or with TooLarge (also past `timeoutMs` and `memoryMb`); after `close` with a plain Error.
   */
  parse(file: UploadedFile, options?: ParseOptions): Promise<ParsedFile>;
  /** Ends all threads; files being read are given up. */
  close(): Promise<void>;
}

const DEFAULT_THREADS = Math.min(4, Math.max(2, availableParallelism() >> 1));

/** The worker beside this module: as source, or as its own entry of the bundle (`rolldown.config.ts`). */
const WORKER = join(import.meta.dirname, `parse-worker${extname(import.meta.filename)}`);

/**
 * V8 ends the whole process when a thread reaches its heap limit in the middle of a collection, so `watchMemory` has to
 * be there first: the limit of the heap is this many times `memoryMb`.
 */
const NEVER_REACHED = 4;

/** Costs nothing before the first `parse`; the first one in an idle process waits some 0.2 s for its thread. */
export function createFileParser({
  threads = DEFAULT_THREADS,
  timeoutMs = 60_000,
  memoryMb = 1024,
  idleMs = 10_000,
}: FileParserOptions = {}): FileParser {
  const takeTurn = createTurns(threads);
  const tooMuchMemory = `The file takes more than ${memoryMb} MB of memory to read.`;
  let pool: Promise<Piscina<ParseTask, ParseOutcome>> | undefined;
  let isClosed = false;

  async function openPool() {
    const { Piscina } = await import('piscina');
    const opened = new Piscina<ParseTask, ParseOutcome>({
      filename: WORKER,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: idleMs,
      resourceLimits: { maxOldGenerationSizeMb: NEVER_REACHED * memoryMb },
    });
    // What a dying thread reports beyond the rejection of its task; unheard, it would end the process.
    return opened.on('error', () => {});
  }

  async function run({ bytes, name, contentType }: UploadedFile, options: ParseOptions): Promise<ParseOutcome> {
    if (isClosed) throw new Error('The file parser is closed.');
    pool ??= openPool();
    const opened = await pool;
    const stop = new AbortController();
    const refuse = (message: string) => stop.abort(new TooLarge(message));
    const timer = setTimeout(() => refuse(`The file takes longer than ${timeoutMs} ms to read.`), timeoutMs);
    const unwatch = watchMemory(threads * memoryMb, () => refuse(tooMuchMemory));
    const copy = new Uint8Array(bytes);
    try {
      return await opened.run(
        { file: { bytes: copy, name, contentType }, options },
        { signal: stop.signal, transferList: [copy.buffer] },
      );
    } catch (error) {
      if (isClosed) throw new Error('The file parser was closed.', { cause: error });
      if (stop.signal.aborted) throw stop.signal.reason;
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') throw new TooLarge(tooMuchMemory);
      throw new BrokenFile(`The file '${name}' cannot be read.`, { cause: error });
    } finally {
      clearTimeout(timer);
      unwatch();
    }
  }

  return {
    async parse(file, options = {}) {
      const outcome = await takeTurn(() => run(file, options));
      if ('refusal' in outcome) throw ingestError(outcome.refusal.kind, outcome.refusal.message);
      return outcome.parsed;
    },
    async close() {
      isClosed = true;
      await (await pool)?.destroy();
    },
  };
}

/** Lets at most `atOnce` of the given tasks run at the same time; the others begin in the order in which they came. */
export function createTurns(atOnce: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

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
