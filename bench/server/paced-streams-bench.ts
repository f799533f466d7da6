/** How far the chunks of scripted answers are from when they were asked for. */
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { report } from '../figures.ts';
import { median, quantile } from '../statistics.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from './processes/emulator.ts';
import { CLIENT_HEADERS } from './relayed.ts';

const FIRST_TOKEN_MS = 200;
const CHUNKS = 100;
const ROUNDS = 7;
/** Between the beginnings of streams: opening many at once would measure how fast connections are made. */
const STAGGER_MS = 25;
const MODEL = 'gpt-4o';
/** What may be off, whichever is larger. */
const SHARE = 0.05;
const LEAST_MS = 5;

const emulator = await startEmulatorProcess(await builtPackage(), temporaryFolder());
const url = `${emulator.url}/v2/llms/chat/completions`;

async function script(tokensPerSecond: number): Promise<void> {
  const timing = { first_token_ms: FIRST_TOKEN_MS, tokens_per_second: tokensPerSecond };
  const response = await fetch(`${emulator.url}/_emulator/scripts/paced`, {
    method: 'PUT',
    headers: CLIENT_HEADERS,
    body: JSON.stringify({ answer: { chunks: Array.from({ length: CHUNKS }, (_, i) => `w${i} `), timing } }),
  });
  if (!response.ok) throw new Error(`the script was refused: ${await response.text()}`);
}

/** Milliseconds from sending a streamed chat to the arrival of each of its chunks, read as an ordinary client reads. */
function readPaced(): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const arrivals: number[] = [];
    const sent = performance.now();
    const client = request(url, { method: 'POST', headers: CLIENT_HEADERS, agent: false }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const now = performance.now() - sent;
        for (const _ of text.matchAll(/"content":"\w/g)) arrivals.push(now);
      });
      response.once('error', reject).once('close', () => resolve(arrivals));
    });
    client.once('error', reject);
    client.end(JSON.stringify({ model: MODEL, stream: true, messages: [{ role: 'user', content: 'Go.' }] }));
  });
}

/** The arrivals of chunks in so many streams, open at the same time. */
async function readStreams(streams: number): Promise<number[][]> {
  const reading = Array.from({ length: streams }, async (_, i) => {
    await delay(i * STAGGER_MS);
    return readPaced();
  });
  const read = await Promise.all(reading);
  if (read.some(({ length }) => length !== CHUNKS)) throw new Error('chunks are missing');
  return read;
}

/** Medians over the rounds of what 95 in 100 are not further off than. */
async function measure(tokensPerSecond: number, streams: number): Promise<void> {
  const gap = 1000 / tokensPerSecond;
  await script(tokensPerSecond);
  const rounds: number[][][] = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push(await readStreams(streams));

  const tell = (name: string, wanted: number, off: (times: number[]) => number[]) =>
    report({
      name: `paced at ${tokensPerSecond}/s × ${streams}: ${name} off by, p95`,
      unit: 'ms',
      measured: median(rounds.map((read) => quantile(read.flatMap(off), 0.95))),
      judgedBy: 'value',
      bound: 'at most',
      target: Math.max(wanted * SHARE, LEAST_MS),
    });
  tell('first token', FIRST_TOKEN_MS, ([first]) => [Math.abs(first! - FIRST_TOKEN_MS)]);
  tell('gap', gap, (times) => times.slice(1).map((at, i) => Math.abs(at - times[i]! - gap)));
  // Where what is off would add up.
  tell('last chunk', gap, (times) => [Math.abs(times.at(-1)! - times[0]! - (CHUNKS - 1) * gap)]);
}

await script(1000);
await readPaced();
await measure(50, 10);
await measure(50, 50);
await measure(200, 10);
await emulator.stop();
