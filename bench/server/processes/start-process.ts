import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

export interface RunningProcess {
  url: string;
  /** Bytes in memory now. */
  rss(): number;
  /** Bytes in memory once the garbage is collected; needs `measuresMemory`. */
  rssCollected(): Promise<number>;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  measuresMemory?: boolean;
}

const PRELOAD = new URL('./memory-on-request.js', import.meta.url).href;

/** Starts `node ARGS` and waits until it prints the address it serves on. */
export async function startProcess(args: string[], { measuresMemory = false }: ProcessOptions = {}) {
  const flags = measuresMemory ? ['--expose-gc', '--import', PRELOAD] : [];
  const stdio = measuresMemory
    ? (['ignore', 'pipe', 'ignore', 'ipc'] as const)
    : (['ignore', 'pipe', 'ignore'] as const);
  const child = spawn(process.execPath, [...flags, ...args], { stdio: [...stdio] });
  const url = await addressOf(child, args);
  const exited = once(child, 'exit');
  return {
    url,
    rss: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) * 1024,
    rssCollected: async () => {
      const answer = once(child, 'message');
      child.send('memory');
      return (await answer)[0] as number;
    },
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  } satisfies RunningProcess;
}

function addressOf(child: ChildProcess, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout!.on('data', (data) => {
      printed += data;
      const url = /http:\/\/[\d.]+:\d+/.exec(printed)?.[0];
      if (url) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`node ${args.join(' ')} ended with ${code}: ${printed}`)));
  });
}
