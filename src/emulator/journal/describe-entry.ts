/** An entry in full: everything that is kept of it, with secrets masked. */

import type { CallNote } from '../../calls/call.ts';
import { isTraceparent } from '../../secrets/secret-names.ts';
import { digestOf, hasFailed, ignoredOf } from './digest.ts';
import { type Content, contentOf, durationOf, type Entry, isFinished, type KeptStream } from './entry.ts';
import type { JournalEntry, JournalSummary } from './journal-schema.ts';
import type { ModelNote, UpstreamNote } from './notes.ts';
import { cut, stagesOf } from './record-call.ts';
import { createRedactor, type Redactor, redactorOf } from './redactor.ts';
import { readText } from './text-store.ts';

export function describeEntry(entry: Entry): JournalEntry {
  const content = contentOf(entry);
  const { notes = [], notesOmitted } = content;
  const redactor = redactorOf(content);
  // Before anything is hidden by value: an answer may hold secrets that other places repeat.
  const shown = {
    request: describeRequest(content, redactor),
    response: describeResponse(entry, content, redactor),
    notes: notes.map(({ at, note }) => ({
      at_ms: ms(at),
      ...(note.kind === 'upstream'
        ? { kind: 'upstream', ...describeUpstream(note as UpstreamNote, redactor) }
        : (redactor.json(expandNote(note)) as { kind: string })),
    })),
    ...(notesOmitted > 0 && { notes_omitted: notesOmitted }),
    stages: stagesOf(entry.authMs, notes).map(([name, taken]) => ({ name, ms: ms(taken) })),
  };
  const whole = redactor.hideIn({ ...summarizeEntry(entry, redactor), ...shown }) as JournalEntry;
  // An account may be called like the key that opens it.
  return { ...whole, account: entry.account };
}

const describeRequest = ({ headers, body, file }: Content, redactor: Redactor) => ({
  headers: redactor.headers(headers),
  ...(body !== undefined && { body: redactor.json(body) }),
  ...(file && { file: { bytes: file.bytes, content_type: file.contentType } }),
});

function describeResponse({ payload }: Entry, { stream }: Content, redactor: Redactor) {
  const text = payload === undefined ? '' : readText(payload);
  return {
    ...(text !== '' && { body: describeText(text, redactor) }),
    ...(stream && describeStream(stream, redactor)),
  };
}

/** One line of the list. `redactor` is that of the entry, where there is one already. */
export function summarizeEntry(entry: Entry, redactor?: Redactor): JournalSummary {
  const finished = isFinished(entry);
  const { traceparent } = contentOf(entry).headers;
  const { llms, corpora, errors, faults, scripts } = digestOf(entry);
  const ignored = ignoredOf(entry);
  return {
    id: entry.id,
    sequence: entry.sequence,
    time: new Date(entry.startedAt).toISOString(),
    account: entry.account,
    method: entry.method,
    path: entry.path,
    query_string: createRedactor().ownQuery(entry.url.slice(entry.path.length)),
    operation: entry.operationId,
    traceparent: isTraceparent(traceparent) ? traceparent : undefined,
    state: finished ? 'finished' : 'running',
    status: entry.status === 0 ? undefined : entry.status,
    duration_ms: ms(durationOf(entry)),
    request_bytes: entry.requestBytes,
    response_bytes: entry.responseBytes,
    is_stream: entry.isStream,
    client_left: entry.isAborted,
    failed: hasFailed(entry),
    ...(corpora.length > 0 && { corpora }),
    ...(llms.length > 0 && { llms }),
    ...(entry.provenances.length > 0 && { answered_by: answeredBy(entry, finished) }),
    errors: errors.length > 0 ? errors.map((redactor ?? redactorOf(contentOf(entry))).hide) : [],
    faults,
    scripts,
    ...(ignored.length > 0 && { ignored: [...ignored] }),
  };
}

/** Who is not known when all is over was nobody: the call failed before. */
const answeredBy = ({ provenances }: Entry, finished: boolean): JournalSummary['answered_by'] =>
  provenances.map(({ llm, by = finished ? ('nobody' as const) : undefined, faults }) => ({ llm, by, faults }));

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

/** A call to an upstream as it can be shown: no credentials, no cookies. Times are milliseconds since it was made. */
export function describeUpstream(note: UpstreamNote, redactor: Redactor) {
  const { dialect, model, method, status, error } = note;
  const request = {
    method,
    url: redactor.address(note.url),
    headers: redactor.headers(note.request_headers),
    ...(note.request_body !== '' && { body: describeText(note.request_body, redactor) }),
  };
  return {
    dialect,
    model,
    ...(note.provenance.by && { answered_by: note.provenance.by }),
    request,
    ...(status !== undefined && { response: describeUpstreamResponse(note, redactor) }),
    ...(error !== undefined && { error: redactor.hide(error) }),
    ...(note.total_ms !== undefined && { total_ms: ms(note.total_ms) }),
  };
}

function describeUpstreamResponse(note: UpstreamNote, redactor: Redactor) {
  const headers = Object.entries(note.response_headers ?? {}).flatMap(([name, value]) =>
    value === undefined || /cookie/i.test(name) ? [] : [[name, redactor.hide(String(value))] as const],
  );
  const decoder = new TextDecoder();
  const texts = note.chunks.map(({ bytes }) => decoder.decode(Buffer.from(bytes, 'latin1'), { stream: true }));
  const isSplit = redactor.spans(texts);
  return {
    status: note.status,
    headers: Object.fromEntries(headers),
    headers_ms: ms(note.headers_ms ?? 0),
    bytes: note.bytes,
    // A secret that lies across chunks can only be taken out of all of them together.
    chunks: isSplit
      ? [{ at_ms: ms(note.chunks[0]!.at), text: redactor.hide(texts.join('')), merged: texts.length }]
      : note.chunks.map(({ at }, index) => ({ at_ms: ms(at), text: redactor.hide(texts[index]!) })),
    ...(note.chunks_omitted > 0 && { chunks_omitted: note.chunks_omitted }),
  };
}

const SECRET_IN_TEXT =
  /("(?:[^"\\]*[_-])?(?:token|secret|password|api[_-]?key|access[_-]?key|key_json)"\s*:\s*)"(?:[^"\\]|\\.)*"?/gi;

/** JSON text as JSON with its secrets masked; what cannot be read as JSON, since it was cut say, as text. */
export function describeText(text: string, { json, hide }: Redactor): unknown {
  try {
    return json(JSON.parse(text));
  } catch {
    return hide(text.replace(SECRET_IN_TEXT, '$1"****"'));
  }
}

/** A number of milliseconds as it is shown. */
export const ms = (value: number): number => Math.round(value * 1000) / 1000;

type Columns = Record<string, unknown[]>;
type Row = Record<string, unknown>;

/** Notes as they are shown: parts that are listed column by column one by one, and how an answer came about. */
export function expandNote(note: CallNote): CallNote {
  if (note.kind === 'model') {
    const { provenance, ...rest } = note as ModelNote;
    const { by: answered_by, faults } = provenance;
    return { ...rest, answered_by, faults };
  }
  if (note.kind === 'search') {
    const { columns, rest } = split(note);
    return { ...rest, candidates: rows(columns).map(candidate) };
  }
  if (note.kind === 'rerank') {
    const { columns, rest } = split(note);
    return { ...rest, results: rows(columns).map(change) };
  }
  return note;
}

function split(note: CallNote): { columns: Columns; rest: CallNote } {
  const isColumn = ([, value]: [string, unknown]) => Array.isArray(value);
  const members = Object.entries(note);
  return {
    columns: Object.fromEntries(members.filter(isColumn)) as Columns,
    rest: Object.fromEntries(members.filter((member) => !isColumn(member))) as CallNote,
  };
}

const rows = (columns: Columns): Row[] =>
  (columns.part ?? []).map((_, index) =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[index]])),
  );

/** The score is the sum of the two shares; what they leave is of custom dimensions. */
function candidate({ lexical_interpolation, semantic, lexical, ...part }: Row): Row {
  const lambda = lexical_interpolation as number;
  return {
    ...part,
    semantic,
    lexical,
    semantic_share: (1 - lambda) * (semantic as number),
    lexical_share: lambda * (lexical as number),
  };
}

const change = ({ rank_before, score_before, score_after, ...part }: Row, index: number): Row => ({
  ...part,
  before: { score: score_before, rank: rank_before },
  after: score_after === undefined ? null : { score: score_after, rank: index + 1 },
});
