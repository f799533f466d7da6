import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openRecordings, type RecordingsOptions } from '../../../src/emulator/recordings/recordings.ts';
import { createUndiciFetch } from '../../../src/upstream/network/undici-fetch.ts';
import type { UpstreamFetch, UpstreamRequest, UpstreamResponse } from '../../../src/upstream/network/upstream-fetch.ts';
import { UpstreamError } from '../../../src/upstream/upstream-error.ts';

/** A folder that does not exist yet, gone with the test. */
export function newFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'recordings-'));
  onTestFinished(() => rmSync(parent, { recursive: true }));
  return join(parent, 'kept');
}

export const filesIn = (folder: string): string[] => readdirSync(folder).sort();

export const textOfFiles = (folder: string): string =>
  filesIn(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');

/** The real network, closed with the test. */
export function network(): UpstreamFetch {
  const { fetch, close } = createUndiciFetch();
  onTestFinished(close);
  return fetch;
}

/** Where nobody may go. */
export const noNetwork: UpstreamFetch = async () => {
  throw new Error('the network was used');
};

export const openRecorder = (given: Partial<RecordingsOptions>) =>
  openRecordings({
    inner: noNetwork,
    now: () => Date.parse('2026-03-04T05:06:07Z'),
    unanswerable: (reason) => new UpstreamError({ kind: 'unreachable', reason }),
    ...given,
  });

/** An upstream that sends these chunks, whatever it is asked. */
export const sending =
  (chunks: readonly (Uint8Array | string)[], answer: Partial<UpstreamResponse> = {}): UpstreamFetch =>
  async () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: (async function* () {
      for (const chunk of chunks) yield Buffer.from(chunk as string);
    })(),
    ...answer,
  });

export function request(given: Partial<UpstreamRequest> & { says?: string } = {}): UpstreamRequest {
  const { says = 'Hello', headers, ...rest } = given;
  return {
    method: 'POST',
    url: 'http://provider.example/v1/chat/completions',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: says }] }),
    dialect: 'openai-chat',
    model: 'gpt-4o',
    signal: new AbortController().signal,
    ...rest,
  };
}

/** Everything of an answer, its chunks as they came. */
export async function readWhole(answer: Promise<UpstreamResponse>) {
  const { status, headers, body } = await answer;
  const chunks = (await Array.fromAsync(body)).map((chunk) => Buffer.from(chunk));
  return { status, headers, chunks, text: Buffer.concat(chunks).toString('utf8') };
}

export const textOf = async (answer: Promise<UpstreamResponse>): Promise<string> => (await readWhole(answer)).text;

/** Keeps a copy of all that comes through. */
export function tap(fetch: UpstreamFetch) {
  const chunks: string[] = [];
  const tapped: UpstreamFetch = async (asked) => {
    const response = await fetch(asked);
    return {
      ...response,
      body: (async function* () {
        for await (const chunk of response.body) {
          chunks.push(Buffer.from(chunk).toString('latin1'));
          yield chunk;
        }
      })(),
    };
  };
  return { fetch: tapped, chunks };
}
