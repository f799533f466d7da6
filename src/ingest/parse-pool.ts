import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Piscina } from 'piscina';
import { BrokenFile, ingestError, TooLarge } from './ingest-error.ts';
import type { ParseOptions, UploadedFile } from './parse-file.ts';
import type { ParseOutcome, ParseTask } from './parse-worker.ts';
import type { ParsedFile } from './structured-document.ts';

export interface FileParserOptions {
  /** Files read at the same time; others wait. Default: half of the processors, at most 4, and at least 2. */
  threads?: number;
  /**
   * Milliseconds after which a file no longer counts among them: it is slow, and delays itself alone. Up to 8 threads
   * are there then. Default 1000.
   */
  slowMs?: number;
  /** Milliseconds one file may take, waiting not counted. Default 60 000. */
  timeoutMs?: number;
  /** Megabytes that the reading of one file may take; times `threads`, all of them together. Default 1024. */
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

const MOST_THREADS = 8;
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
  slowMs = 1000,
  timeoutMs = 60_000,
  memoryMb = 1024,
  idleMs = 10_000,
}: FileParserOptions = {}): FileParser {
  const inLane = createLanes(threads, slowMs);
  const reading = new Set<Reading>();
  const tooMuchMemory = `The file takes more than ${memoryMb} MB of memory to read.`;
  let pool: Promise<Piscina<ParseTask, ParseOutcome>> | undefined;
  let isClosed = false;

  async function openPool() {
    const { Piscina } = await import('piscina');
    const opened = new Piscina<ParseTask, ParseOutcome>({
      filename: WORKER,
      minThreads: 0,
      maxThreads: Math.max(threads, MOST_THREADS),
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
    const thread = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const own: Reading = {
      thread,
      before: process.memoryUsage.rss(),
      megabytes: 0,
      askedAt: undefined,
      worker: undefined,
      isGivenUp: false,
      refuse: () => refuse(tooMuchMemory),
    };
    if (reading.add(own).size === 1) watchMemory(reading, opened, memoryMb, threads * memoryMb);
    const copy = new Uint8Array(bytes);
    try {
      return await opened.run(
        { file: { bytes: copy, name, contentType }, options, thread },
        { signal: stop.signal, transferList: [copy.buffer] },
      );
    } catch (error) {
      if (isClosed) throw new Error('The file parser was closed.', { cause: error });
      if (stop.signal.aborted) throw stop.signal.reason;
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') throw new TooLarge(tooMuchMemory);
      throw new BrokenFile(`The file '${name}' cannot be read.`, { cause: error });
    } finally {
      clearTimeout(timer);
      // A thread that is being ended goes on taking memory for a while, for which no other file is to blame.
      own.isGivenUp = stop.signal.aborted && own.worker !== undefined && own.worker.threadId > 0;
      if (own.isGivenUp) own.worker!.once('exit', () => reading.delete(own));
      else reading.delete(own);
    }
  }

  return {
    async parse(file, options = {}) {
      const outcome = await inLane(() => run(file, options));
      if ('refusal' in outcome) throw ingestError(outcome.refusal.kind, outcome.refusal.message);
      return outcome.parsed;
    },
    async close() {
      isClosed = true;
      await (await pool)?.destroy();
    },
  };
}

/**
 * Lets at most `atOnce` of the given tasks run at the same time, not counting those that run for longer than `slowMs`, as
 * long as there are threads. The others begin in the order in which they came.
 */
export function createLanes(atOnce: number, slowMs: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = [];
  let running = 0;
  let slow = 0;
  const next = () => {
    while (running < atOnce && running + slow < Math.max(atOnce, MOST_THREADS) && waiting.length > 0) {
      running += 1;
      waiting.shift()!();
    }
  };
  return async (task) => {
    const turn = new Promise<void>((resolve) => waiting.push(resolve));
    next();
    await turn;
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      running -= 1;
      slow += 1;
      next();
    }, slowMs);
    try {
      return await task();
    } finally {
      clearTimeout(timer);
      if (isSlow) slow -= 1;
      else running -= 1;
      next();
    }
  };
}

/** A file that is being read. */
interface Reading {
  /** The number of its thread, which the thread writes. */
  thread: Int32Array;
  /** What the process took when the reading began, in bytes. */
  before: number;
  /** What the thread takes, as it was last seen. */
  megabytes: number;
  /** Since when its thread, which may be collecting garbage, has not said what it takes. */
  askedAt: number | undefined;
  worker: Worker | undefined;
  /** Nobody waits for it any more, but its thread is still there. */
  isGivenUp: boolean;
  refuse(): void;
}

const INTERVAL_MS = 50;
const SILENT_MS = 100;
const MEGABYTE = 1024 * 1024;

/**
 * Refuses files whose threads hold more than `most` megabytes, and the largest when the process has grown by `mostOfAll` since it came:
 * not all that a stream in a PDF unpacks to is seen in its thread. Unlike by `resourceLimits` a thread ends without risk
 * to the process. The watch ends when nothing is read.
 */
function watchMemory(
  reading: ReadonlySet<Reading>,
  pool: { readonly threads: readonly Worker[] },
  most: number,
  mostOfAll: number,
): void {
  const timer = setInterval(() => {
    if (reading.size === 0) return clearInterval(timer);
    const now = performance.now();
    for (const file of reading) {
      if (file.megabytes > most) file.refuse();
      file.worker ??= pool.threads.find(({ threadId }) => threadId === file.thread[0]);
      if (!file.worker || file.askedAt !== undefined) continue;
      file.askedAt = now;
      const answered = () => {
        file.askedAt = undefined;
      };
      file.worker.getHeapStatistics().then(({ total_heap_size, external_memory }) => {
        file.megabytes = (total_heap_size + external_memory) / MEGABYTE;
        answered();
      }, answered);
    }
    /** One that has been silent for long is the one that takes the memory. */
    const silentMs = ({ askedAt = now }: Reading) => (now - askedAt > SILENT_MS ? now - askedAt : 0);
    const [blamed] = [...reading].sort(
      (a, b) => Number(b.isGivenUp) - Number(a.isGivenUp) || silentMs(b) - silentMs(a) || b.megabytes - a.megabytes,
    );
    if ((process.memoryUsage.rss() - blamed!.before) / MEGABYTE > mostOfAll) blamed!.refuse();
  }, INTERVAL_MS);
}
