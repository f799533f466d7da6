import type { Json } from './client.ts';

/** A query stream read strictly: each event is two lines and an empty one, or the test fails. */
export function parseEvents(stream: string): Json[] {
  if (!stream.endsWith('\n\n')) throw new Error(`the stream does not end with an empty line: ${stream.slice(-100)}`);
  return stream
    .slice(0, -2)
    .split('\n\n')
    .map((frame) => {
      const [, name, data] = /^event:(\S+)\ndata:(\{.*\})$/.exec(frame) ?? [];
      if (name === undefined) throw new Error(`no frame of a query stream: ${frame}`);
      const event = JSON.parse(data!);
      if (event.type !== name) throw new Error(`the event ${name} has the type ${event.type}`);
      return event;
    });
}

export const typesOf = (events: Json[]): string[] => events.map(({ type }) => type);

export const summaryOf = (events: Json[]): string =>
  events.map((event) => (event.type === 'generation_chunk' ? event.generation_chunk : '')).join('');
