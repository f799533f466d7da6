import { request } from 'node:http';
import { CLIENT_HEADERS, chat } from './relayed.ts';

export interface ReadStream {
  /** Milliseconds from sending by the upstream to arrival here, chunk by chunk. */
  delays: number[];
  /** Ended with its mark. */
  complete: boolean;
}

const SENT = /"content":"(\d+)"/g;

/** Reads one streamed chat of `chunks`, one each `every` milliseconds. A connection that breaks is not complete. */
export function readStream(url: string, metadata: { chunks: number; every: number }): Promise<ReadStream> {
  return new Promise((resolve) => {
    const delays: number[] = [];
    let complete = false;
    const settle = () => resolve({ delays, complete });
    const client = request(url, { method: 'POST', headers: CLIENT_HEADERS, agent: false }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const now = process.hrtime.bigint();
        for (const [, sent] of text.matchAll(SENT)) delays.push(Number(now - BigInt(sent!)) / 1e6);
        complete ||= text.includes('data: [DONE]');
      });
      response.once('error', settle).once('close', settle);
    });
    client.once('error', settle).end(chat({ stream: true, metadata }));
  });
}
