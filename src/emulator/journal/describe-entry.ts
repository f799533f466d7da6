/** An entry in full: everything that is kept of it, with secrets masked. */

import type { SecretsNote } from '../../agent-loop/note-types.ts';
import type { RerankNote, SearchNote } from '../../query/note-types.ts';
import { isTraceparent } from '../../secrets/secret-names.ts';
import { digestOf, hasFailed, ignoredOf } from './digest.ts';
import {
  type Content,
  contentOf,
  durationOf,
  type Entry,
  isFinished,
  type KeptNote,
  type KeptStream,
} from './entry.ts';
import type { JournalEntry, JournalSummary } from './journal-schema.ts';
import type {
  Candidate,
  Note,
  ShownNote,
  ShownPart,
  ShownRerank,
  ShownSearch,
  ShownUpstream,
  ShownUpstreamResponse,
  UpstreamNote,
} from './notes.ts';
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
    notes: describeNotes(notes, redactor),
    ...(notesOmitted > 0 && { notes_omitted: notesOmitted }),
    stages: stagesOf(entry.authMs, notes).map(([name, taken]) => ({ name, ms: ms(taken) })),
  };
  const whole = redactor.hideIn({ ...summarizeEntry(entry, redactor), ...shown }) as JournalEntry;
  // An account may be called like the key that opens it.
  return { ...whole, account: entry.account };
}

/** Notes about parts of something stand inside of the note about it. */
function describeNotes(notes: readonly KeptNote[], redactor: Redactor): ShownNote[] {
  const outermost: ShownNote[] = [];
  const inside = new Map<Note, ShownNote[]>();
  for (const { at, note, around } of notes) {
    if (note.kind === 'secrets') continue;
    const shown = {
      at_ms: ms(at),
      ...(note.kind === 'upstream'
        ? describeUpstream(note, redactor)
        : (redactor.json(shownNote(note)) as ReturnType<typeof shownNote>)),
    } as ShownNote;
    if ('notes' in shown) inside.set(note, shown.notes);
    (inside.get(around as Note) ?? outermost).push(shown);
  }
  return outermost;
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
export function describeUpstream(note: UpstreamNote, redactor: Redactor): ShownUpstream {
  const { dialect, model, method, status, error } = note;
  const request = {
    method,
    url: redactor.address(note.url),
    headers: redactor.headers(note.request_headers),
    ...(note.request_body !== '' && { body: describeText(note.request_body, redactor) }),
  };
  return {
    kind: 'upstream',
    dialect,
    model,
    ...(note.provenance.by && { answered_by: note.provenance.by }),
    request,
    ...(status !== undefined && { response: describeUpstreamResponse(note, redactor) }),
    ...(error !== undefined && { error: redactor.hide(error) }),
    ...(note.total_ms !== undefined && { total_ms: ms(note.total_ms) }),
  };
}

function describeUpstreamResponse(note: UpstreamNote, redactor: Redactor): ShownUpstreamResponse {
  const headers = Object.entries(note.response_headers ?? {}).flatMap(([name, value]) =>
    value === undefined || /cookie/i.test(name) ? [] : [[name, redactor.hide(String(value))] as const],
  );
  const decoder = new TextDecoder();
  const texts = note.chunks.map(({ bytes }) => decoder.decode(Buffer.from(bytes, 'latin1'), { stream: true }));
  // Vectara hands out keys when it makes them.
  if (note.dialect === 'vectara') describeText(texts.join(''), redactor);
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

/** A note as it is shown: parts that are listed column by column one by one, and how an answer came about. */
export function shownNote(note: Exclude<Note, UpstreamNote | SecretsNote>) {
  switch (note.kind) {
    case 'model': {
      const { provenance, ...asked } = note;
      return { ...asked, answered_by: provenance.by, faults: provenance.faults };
    }
    case 'search':
      return shownSearch(note);
    case 'rerank':
      return shownRerank(note);
    case 'turn':
    case 'compaction': {
      const { secrets: _, ...shown } = note;
      return { ...shown, notes: [] };
    }
    case 'tool_call':
      return { ...note, notes: [] };
    default:
      return note;
  }
}

function shownSearch(note: SearchNote): ShownSearch {
  const { corpus_key, document_id, part, text, score, semantic, lexical, lexical_interpolation, ...rest } = note;
  const candidates = part.map((_, row): Candidate => {
    const lambda = lexical_interpolation[row]!;
    return {
      ...placeOf(note, row),
      text: text[row]!,
      score: score[row]!,
      semantic: semantic[row]!,
      lexical: lexical[row]!,
      semantic_share: (1 - lambda) * semantic[row]!,
      lexical_share: lambda * lexical[row]!,
    };
  });
  return { ...rest, candidates };
}

function shownRerank(note: RerankNote): ShownRerank {
  const { corpus_key, document_id, part, rank_before, score_before, score_after, ...rest } = note;
  const results = part.map((_, row) => {
    const score = score_after[row];
    return {
      ...placeOf(note, row),
      before: { score: score_before[row]!, rank: rank_before[row]! },
      after: score === undefined ? null : { score, rank: row + 1 },
    };
  });
  return { ...rest, results };
}

const placeOf = ({ corpus_key, document_id, part }: SearchNote | RerankNote, row: number): ShownPart => ({
  corpus_key: corpus_key[row]!,
  document_id: document_id[row]!,
  part: part[row]!,
});
