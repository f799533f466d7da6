import type { KeptStream } from '../entry.ts';
import { cut } from '../keeping/limits.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { ms } from './describe-body.ts';

const LONGEST_DATA = 4000;

export interface StreamEvent {
  at_ms: number;
  event: string;
  /** JSON where it is, else text; cut where it is long. */
  data: unknown;
}

/** The events a client was sent, each with the time it left at. */
export function describeStream({ frames, last, omitted }: KeptStream, redactor: Redactor) {
  const all = last ? [...frames, last] : frames;
  return {
    events: all.map(({ at, text }): StreamEvent => ({ at_ms: ms(at), ...readFrame(text, redactor) })),
    ...(omitted > 1 && { events_omitted: omitted - 1 }),
  };
}

/** One event of a stream as the emulator writes them: a type and one line of data, or only the data. */
export function readFrame(text: string, { json, hide }: Redactor): Pick<StreamEvent, 'event' | 'data'> {
  const event = /^event: ?(.*)$/m.exec(text)?.[1];
  const data = /^data: ?(.*)$/m.exec(text)?.[1];
  if (data === undefined) return { event: event ?? 'text', data: hide(cut(text, LONGEST_DATA)) };
  if (data.length > LONGEST_DATA) return { event: event ?? 'data', data: `${hide(data).slice(0, LONGEST_DATA)}…` };
  try {
    return { event: event ?? 'data', data: json(JSON.parse(data)) };
  } catch {
    return { event: event ?? 'data', data: hide(data) };
  }
}
