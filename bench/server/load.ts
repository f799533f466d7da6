import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { median } from '../statistics.ts';

export interface Load {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
}

const AUTOCANNON = createRequire(import.meta.url).resolve('autocannon');
const CONNECTIONS = 10;

/** Requests answered per second, driven by a process of its own. Throws when an answer is not 2xx. */
export async function throughput({ url, method = 'GET', headers = {}, body }: Load, seconds: number): Promise<number> {
  const args = ['--json', '--no-progress', '-c', `${CONNECTIONS}`, '-d', `${seconds}`, '-m', method];
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}=${value}`);
  if (body !== undefined) args.push('-b', body);
  const { stdout } = await promisify(execFile)(process.execPath, [AUTOCANNON, ...args, url]);
  const { requests, duration, non2xx, errors } = JSON.parse(stdout);
  if (non2xx + errors > 0) throw new Error(`${url}: ${non2xx} answers not 2xx, ${errors} errors`);
  return requests.total / duration;
}

/** Medians over turns taken one after the other, and the median of their ratios. */
export async function compareThroughput(ours: Load, bare: Load) {
  const WARM_UP_SECONDS = 3;
  const SECONDS = 3;
  const ROUNDS = 7;
  for (const load of [ours, bare]) await throughput(load, WARM_UP_SECONDS);
  const rounds: { ours: number; bare: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push({ ours: await throughput(ours, SECONDS), bare: await throughput(bare, SECONDS) });
  }
  return {
    measured: median(rounds.map((round) => round.ours)),
    baseline: median(rounds.map((round) => round.bare)),
    compared: median(rounds.map((round) => round.ours / round.bare)),
  };
}
