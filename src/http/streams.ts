import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import { ApiError, accountReplaced } from '../errors.ts';
import { ClientGone } from './request-deadline.ts';
import { nameAnswerers, setServerTiming, untilAnswererKnown } from './watching.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** How many answers are being streamed. */
    openStreams: { count: number };
  }
  interface FastifyReply {
    /** Set when this answer, if it is a stream, is to break. */
    disturbFrames: ((frames: AsyncIterable<string>) => AsyncIterable<string>) | undefined;
  }
}

/** Every character outside ASCII as \uXXXX: two SDKs decode network chunks one by one and would damage a cut character. */
export const escapeNonAscii = (json: string): string =>
  /^[\x00-\x7f]*$/.test(json)
    ? json
    : json.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * One event as Vectara frames it (docs/behaviour/query.md, Streams): no space after either colon, one line of JSON,
 * nothing else. The TypeScript SDK stops reading at a line that contains `[DONE]`, so that text is written with an
 * escape.
 */
export function frameEvent(event: { type: string }): string {
  return `event:${event.type}\ndata:${escapeNonAscii(JSON.stringify(event)).replaceAll('[DONE]', '\\u005bDONE]')}\n\n`;
}

/**
 * Writes frames as they come, one write each, waiting for slow readers. Ends early when the client leaves; whatever
 * `frames` throws must be handled before it gets here.
 */
export async function sendFrames(
  reply: FastifyReply,
  contentType: string,
  frames: AsyncIterable<string>,
  status = 200,
): Promise<void> {
  reply.record?.streaming(status);
  const sent = await untilAnswererKnown(reply, frames);
  nameAnswerers(reply, 'pending');
  setServerTiming(reply);
  reply.header('content-type', contentType).header('cache-control', 'no-cache').hijack();
  const { raw, record } = reply;
  raw.writeHead(status, reply.getHeaders() as Record<string, string>);
  raw.flushHeaders();
  const { openStreams } = reply.server;
  openStreams.count += 1;
  try {
    for await (const frame of reply.disturbFrames?.(sent) ?? sent) {
      if (raw.destroyed) break;
      record?.frame(frame);
      if (!raw.write(frame)) await writable(raw);
    }
    raw.end();
  } finally {
    openStreams.count -= 1;
  }
}

/** Resolves when the reader has caught up, or is gone. */
const writable = (raw: ServerResponse) =>
  new Promise<void>((resolve) => {
    const settle = () => {
      raw.off('drain', settle).off('close', settle);
      resolve();
    };
    raw.on('drain', settle).on('close', settle);
  });

/**
 * Events as frames. What fails on the way becomes an `error` event, and `end` still comes last
 * (docs/behaviour/query.md, Streams). `isReplaced`: whether the account was meanwhile, which fails work in words of its
 * own.
 */
export async function* frameEvents(
  events: AsyncIterable<{ type: string }>,
  log: { error(details: object, message: string): void },
  isReplaced: () => boolean = () => false,
): AsyncGenerator<string, void, undefined> {
  try {
    for await (const event of events) yield frameEvent(event);
  } catch (error) {
    if (error instanceof ClientGone) return;
    const known = error instanceof ApiError ? error : isReplaced() ? accountReplaced() : undefined;
    if (!known) log.error({ err: error }, 'unexpected failure in a stream');
    const message = known?.message ?? 'INTERNAL: The emulator failed unexpectedly; see its log.';
    yield frameEvent({ type: 'error', messages: [message] } as { type: string });
    yield frameEvent({ type: 'end' });
  }
}
