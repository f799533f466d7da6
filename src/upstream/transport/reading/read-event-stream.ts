import { StringDecoder } from 'node:string_decoder';
import { createParser } from 'eventsource-parser';
import { UpstreamError } from '../../upstream-error.ts';
import type { UpstreamAnswer } from '../upstream-answer.ts';

/** Longest single event, in characters. */
const LONGEST_EVENT = 16 << 20;

/** The data of each server-sent event, as soon as its blank line is there. An event cut off by the end is dropped. */
export async function* readEventStream(answer: UpstreamAnswer): AsyncGenerator<string, void, undefined> {
  const decoder = new StringDecoder('utf8');
  const arrived: string[] = [];
  let overflow = false;
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ data }) => arrived.push(data),
    onError: ({ type }) => {
      overflow ||= type === 'max-buffer-size-exceeded';
    },
  });
  for await (const chunk of answer.body) {
    parser.feed(decoder.write(chunk));
    if (overflow) throw new UpstreamError({ kind: 'invalid', reason: 'an event of the stream is too long' });
    for (const data of arrived) yield data;
    arrived.length = 0;
  }
}

/** A stream that ended in good order, but before its end mark. */
export const endedEarly = () =>
  new UpstreamError({ kind: 'invalid', reason: 'the stream ended before the answer was complete' });
