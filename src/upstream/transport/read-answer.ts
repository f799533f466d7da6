/** The body of an answer as JSON or as server-sent events, with what servers do to both of them on the way. */
import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import { recordIn } from '../messages.ts';
import { UpstreamError } from '../upstream-error.ts';
import { messageIn } from './error-message.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

const LONGEST_ANSWER = 64 << 20;
/** Longest single event, and longest text outside of events, in characters. */
const LONGEST_EVENT = 16 << 20;
const BYTE_ORDER_MARK = /^\ufeff/;

/** A whole body as text (UTF-8, without a byte order mark), or the beginning of one that is longer than `limit` bytes. */
export async function readText(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > limit) break;
  }
  return Buffer.concat(pieces).toString('utf8').replace(BYTE_ORDER_MARK, '');
}

/** The whole answer as text that is known to be JSON, and as the value it stands for. */
export async function readJson(answer: UpstreamAnswer): Promise<{ text: string; value: unknown }> {
  const text = await readText(answer.body, LONGEST_ANSWER);
  return { text, value: parseJson(text, answer) };
}

/** JSON of the upstream, or a failure that quotes what came instead. */
export function parseJson(text: string, answer: UpstreamAnswer): unknown {
  const value = parsed(text);
  if (value !== undefined) return value;
  const words = text.trim() === '' ? 'nothing' : answer.quoteError(text, 200, 200);
  throw new UpstreamError({ kind: 'invalid', reason: `expected JSON, got ${words}` });
}

/** Undefined for what is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(BYTE_ORDER_MARK, ''));
  } catch {
    return undefined;
  }
}

/**
 * The data of each server-sent event that has any, as soon as its blank line is there. The last one may lack it, if the
 * body ended in good order and the data are whole. Errors are thrown in the upstream's words: those sent as an event called
 * `error`, in a field of that name (llama.cpp), or as bare JSON in the place of a stream.
 */
export async function* readEventStream(answer: UpstreamAnswer): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  const arrived: string[] = [];
  let stray = '';
  let failure: UpstreamError | undefined;
  const fail = (data: string) => {
    failure ??= reportedError(parsed(data) ?? data, answer);
  };
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ event, data }) => {
      if (event === 'error') fail(data);
      // Proxies keep connections open by events that say nothing.
      else if (!failure && data.trim() !== '') arrived.push(data.replace(BYTE_ORDER_MARK, ''));
    },
    onError: ({ type, field, value, line }) => {
      if (type === 'max-buffer-size-exceeded') {
        failure ??= new UpstreamError({ kind: 'invalid', reason: 'an event of the stream is too long' });
      } else if (field === 'error') fail(value ?? '');
      else if (stray.length < LONGEST_EVENT) stray += `${line ?? ''}\n`;
    },
  });
  const feed = wholeUnknownLines((text) => parser.feed(text));
  let count = 0;
  for await (const chunk of answer.body) {
    feed(decoder.write(chunk));
    count += arrived.length;
    for (const data of arrived) yield data;
    arrived.length = 0;
    if (failure) throw failure;
  }
  feed(`${decoder.end()}\n\n`);
  for (const data of arrived) {
    if (data !== '[DONE]' && parsed(data) === undefined) continue;
    count += 1;
    yield data;
  }
  const bare = count === 0 ? parsed(stray) : undefined;
  if (bare !== undefined && errorIn(bare)) fail(stray);
  if (failure) throw failure;
}

const FIELD = /^(?:data|event|id|retry)[:\r\n]|^:/;
const MAYBE_FIELD = /^(?:d|da|dat|data|e|ev|eve|even|event|i|id|r|re|ret|retr|retry)$/;

/** The parser skips a line of an unknown field that does not come in one piece; so such lines are put together first. */
function wholeUnknownLines(feed: (text: string) => void): (text: string) => void {
  let held = '';
  let isInField = false;
  return (piece) => {
    const text = held + piece;
    held = '';
    const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
    const line = text.slice(end);
    const begins = line !== '' && (end > 0 || !isInField);
    if (begins && (MAYBE_FIELD.test(line) || !FIELD.test(line)) && line.length < LONGEST_EVENT) {
      held = line;
      isInField = false;
      if (end > 0) feed(text.slice(0, end));
      return;
    }
    isInField = line !== '';
    if (text !== '') feed(text);
  };
}

/** A stream that ended in good order, but before its end mark. */
export const endedEarly = () =>
  new UpstreamError({ kind: 'invalid', reason: 'the stream ended before the answer was complete' });

/** An error that came where a piece of an answer was expected, after a 2xx. */
export function reportedError(error: unknown, answer: UpstreamAnswer): UpstreamError {
  const words = answer.quote(wordsOf(error));
  return new UpstreamError({ kind: 'invalid', reason: `the upstream reported an error: ${words}` });
}

/** JSON, but not of the shape the dialect promises; `came` is told when it is small enough to help. */
export function unexpectedShape(expected: string, came?: { value: unknown; answer: UpstreamAnswer }): UpstreamError {
  const got = came ? `, got ${came.answer.quote(wordsOf(came.value), 200)}` : '';
  return new UpstreamError({ kind: 'invalid', reason: `expected ${expected}${got}` });
}

/** The message of an error, else its JSON; what is nested too deep for that is told by its kind. */
function wordsOf(value: unknown): string {
  const message = messageIn(value);
  if (message !== undefined) return message;
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    return 'deeply nested JSON';
  }
}

/** An answer that stopped for a reason that is no end: a failure behind the upstream, or a word nobody knows. */
export function noEnd(reason: string, answer: UpstreamAnswer, words?: unknown): UpstreamError {
  const more = typeof words === 'string' && words !== '' ? `: ${words}` : '';
  return new UpstreamError({
    kind: 'invalid',
    reason: `the answer broke off with ${answer.quote(`"${reason}"${more}`)}`,
  });
}

/**
 * The error that JSON reports in the place of an answer, in any server's spelling: a member `error`; vLLM's
 * `{"object":"error"}`; `{"type":"error"}`; FastAPI's `{"detail":…}`; a gateway's `{"message":…}` or `{"fault":…}`; a bare
 * text. Of JSON that has what an answer has (`isAnswer`) only a member `error` with something in it counts. Undefined when
 * there is none.
 */
export function errorIn(value: unknown, isAnswer = false): unknown {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (Array.isArray(value)) return value.length > 0 && errorIn(value[0]) ? value : undefined;
  const record = recordIn(value);
  if (!record) return undefined;
  if (isGiven(record.error)) return record;
  if (record.object === 'error' || record.type === 'error' || record.status === 'error') return record;
  if (isAnswer) return undefined;
  const isEmpty = typeof record.error === 'object' && record.error !== null;
  return isEmpty || messageIn(record) !== undefined ? record : undefined;
}

export const isGiven = (value: unknown): boolean =>
  Boolean(value) && !(typeof value === 'object' && Object.keys(value as object).length === 0);
