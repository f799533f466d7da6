/** An entry as text to read aloud: what came, what was made of it, what came back, how long each took. */
import type { JournalEntry } from '../journal-schema.ts';
import { explainNote } from './explain-note.ts';

export function explainEntry(entry: JournalEntry): string {
  const paragraphs = [came(entry), ...entry.notes.flatMap(explainNote), ended(entry), times(entry)];
  return `${paragraphs.join('\n\n')}\n`;
}

function came({
  id,
  method,
  path,
  query_string,
  account,
  time,
  operation,
  request,
  request_bytes,
  ignored = [],
}: JournalEntry): string {
  const what = operation ? `the operation ${operation}` : 'no operation there is';
  const lines = [`${method} ${path}${query_string} came at ${time} to account "${account}": ${what} (request ${id}).`];
  if (request.file) lines.push(`A file of ${request.file.bytes} bytes was uploaded as ${request.file.content_type}.`);
  if (request.body !== undefined) {
    lines.push(`Its body${request_bytes > 0 ? ` of ${request_bytes} bytes` : ''} said: ${short(request.body)}`);
  }
  for (const each of ignored) lines.push(`The operation does not know all of it; ignored: ${each}`);
  return lines.join('\n');
}

function ended({
  state,
  status,
  errors,
  client_left,
  is_stream,
  response,
  response_bytes,
  duration_ms,
}: JournalEntry): string {
  if (state === 'running') return `It still runs, for ${duration_ms} ms so far.`;
  const lines = [`The answer was ${status ?? 'never begun'}, ${response_bytes} bytes, after ${duration_ms} ms.`];
  if (is_stream) {
    const events = response.events ?? [];
    lines.push(`It was a stream of ${events.length + (response.events_omitted ?? 0)} events: ${runs(events)}.`);
  }
  if (client_left) lines.push('The client closed the connection before it was complete.');
  for (const error of errors) lines.push(`The error said: ${error}`);
  return lines.join('\n');
}

const times = ({ stages }: JournalEntry): string =>
  `Time by stage: ${stages.map(({ name, ms }) => `${name} ${ms} ms`).join(', ')}.`;

/** Equal events in a row as one, with the time of the first. */
function runs(events: { at_ms: number; event: string }[]): string {
  const grouped: { event: string; count: number; at: number }[] = [];
  for (const { event, at_ms } of events) {
    const last = grouped.at(-1);
    if (last?.event === event) last.count += 1;
    else grouped.push({ event, count: 1, at: at_ms });
  }
  return grouped.map(({ event, count, at }) => `${count > 1 ? `${count} × ` : ''}${event} at ${at} ms`).join(', ');
}

export function short(value: unknown, length = 1000): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
