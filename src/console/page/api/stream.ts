/** Server-sent events of a call, as they come. */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { type CallOptions, send } from './call.ts';

export interface StreamEvent<Data = unknown> {
  event: string;
  data: Data;
  /** Milliseconds since the call was made. */
  atMs: number;
}

export interface StreamOptions extends CallOptions {
  /** Called when the answer begins, before any event. */
  onOpen?: () => void;
}

/** Ends with the stream, or when the signal aborts. Throws a Problem where the call is refused. */
export async function* stream<Data = unknown>(
  method: string,
  path: string,
  { onOpen, ...options }: StreamOptions = {},
): AsyncGenerator<StreamEvent<Data>, void, undefined> {
  const started = performance.now();
  const response = await send(method, path, {
    ...options,
    headers: { accept: 'text/event-stream', ...options.headers },
  });
  onOpen?.();
  const events = response.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { event = 'message', data } of events) {
    yield { event, data: parsed(data) as Data, atMs: performance.now() - started };
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}
