/** Takes down one call while it is served: references only, which stay what they are until somebody reads them. */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { type Call, surroundingNote } from '../../calls/call.ts';
import type { CallRecord } from '../../http/watching.ts';
import { digest, ignoredIn } from './digest.ts';
import type { Content, Entry, KeptNote, LiveCall } from './entry.ts';
import type { ModelNote, Note } from './notes.ts';
import { storedBytes, type TextStore } from './text-store.ts';

/** What JSON takes once it is parsed, in bytes for each of its own. */
const PARSED_JSON = 3;

/** Where what is kept of many calls is put. */
export interface Stores {
  text: TextStore['store'];
  headers: ReturnType<typeof createHeadersStore>;
}

/** Notes go to the entry from now on. `finished` is called once, when the connection has done with the answer. */
export function recordCall(
  call: Call,
  entry: Entry,
  response: ServerResponse,
  stores: Stores,
  finished: (entry: Entry, grownBy: number) => void,
): CallRecord {
  const live = entry.live!;
  call.note = noteTaker(entry, live);
  response.on('close', () => {
    const before = entry.size;
    entry.durationMs = performance.now() - entry.origin;
    entry.isAborted = !response.writableFinished;
    if (entry.isKept) keep(entry, live, stores);
    entry.live = undefined;
    finished(entry, entry.size - before);
  });
  return new EntryRecord(entry, live, stores.text);
}

/** An agent's turn goes on when its client has left: it is noted further, and what then comes counts with the rest. */
function noteTaker(entry: Entry, live: LiveCall): NonNullable<Call['note']> {
  let size = 0;
  return (note) => {
    live.notes ??= [];
    const { notes } = live;
    if (notes.length === MOST_NOTES || size > LARGEST_NOTES) {
      live.notesOmitted += 1;
      if (entry.content) entry.content.notesOmitted += 1;
      return;
    }
    // The conversation that models are sent grows with each of a turn's calls.
    if (note.kind === 'model') size += roughSize((note as ModelNote).messages);
    notes.push({
      at: performance.now() - entry.origin,
      note: note as Note,
      around: surroundingNote() as Note | undefined,
    });
  };
}

/** A class, since one is made for each request: closures would be five. */
class EntryRecord implements CallRecord {
  readonly #entry: Entry;
  readonly #live: LiveCall;
  readonly #store: TextStore['store'];

  constructor(entry: Entry, live: LiveCall, store: TextStore['store']) {
    this.#entry = entry;
    this.#live = live;
    this.#store = store;
  }

  sent(status: number, payload: unknown): void {
    const entry = this.#entry;
    entry.status = status;
    if (typeof payload === 'string') {
      entry.responseBytes = payload.length;
      if (entry.isKept) entry.payload = this.#store(cut(payload, LARGEST_BODY));
    } else if (payload instanceof Uint8Array) entry.responseBytes = payload.length;
  }

  streaming(status: number): void {
    this.#entry.status = status;
    this.#entry.isStream = true;
    this.#live.stream = { frames: [], characters: 0, omitted: 0 };
  }

  frame(text: string): void {
    const stream = this.#live.stream!;
    const at = performance.now() - this.#entry.origin;
    this.#entry.responseBytes += text.length;
    if (stream.frames.length < MOST_FRAMES && stream.characters + text.length <= LARGEST_STREAM) {
      stream.characters += text.length;
      stream.frames.push({ at, text });
    } else {
      stream.omitted += 1;
      stream.last = { at, text: cut(text, LARGEST_BODY) };
    }
  }

  stages() {
    return stagesOf(this.#entry.authMs, this.#live.notes);
  }
}

function keep(entry: Entry, live: LiveCall, stores: Stores): void {
  const { source, headers, stream, notes, notesOmitted } = live;
  const { uploadedFiles: [file] = [], body } = source;
  // A body of unknown length came in chunks.
  const isLarge = entry.requestBytes > LARGEST_BODY || 'transfer-encoding' in headers;
  if (isLarge) entry.ignored = ignoredIn(entry, body);
  const content: Content = {
    headers: stores.headers(headers),
    body: isLarge ? excerptOf(body) : body,
    file: file && { bytes: file.bytes.length, contentType: file.contentType },
    stream,
    notes,
    notesOmitted,
  };
  entry.digest = digest(entry, content);
  entry.content = content;
  entry.size += entry.url.length + storedBytes(entry.payload) + (stream?.characters ?? 0);
  entry.size += isLarge ? roughSize(content.body) : PARSED_JSON * entry.requestBytes;
  for (const { note } of notes ?? []) {
    if (note.kind === 'tool_call' && roughSize(note.output) > LARGEST_BODY) note.output = excerptOf(note.output);
    entry.size += roughSize(note);
  }
}

const LONGEST_TEXT = 4000;
const MOST_MEMBERS = 50;
const DEEPEST = 12;

/** A copy of a large JSON value that takes little memory and time, with what is left out counted. */
export function excerptOf(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > LONGEST_TEXT ? `${cut(value, LONGEST_TEXT)}…` : value;
  if (value === null || typeof value !== 'object') return value;
  if (depth === DEEPEST) return '…';
  // Wide values inside wide values would multiply.
  const most = Math.max(3, Math.floor(MOST_MEMBERS / 3 ** depth));
  if (Array.isArray(value)) {
    const kept = value.slice(0, most).map((each) => excerptOf(each, depth + 1));
    return value.length > most ? [...kept, `… ${value.length - most} more`] : kept;
  }
  const entries = Object.entries(value);
  const kept = entries.slice(0, MOST_MEMBERS).map(([name, each]) => [name, excerptOf(each, depth + 1)]);
  if (entries.length > MOST_MEMBERS) kept.push(['…', `${entries.length - MOST_MEMBERS} more`]);
  return Object.fromEntries(kept);
}

/** About the bytes a JSON value takes in memory, by its upper levels and the ends of its lists. */
export function roughSize(value: unknown, levels = 3): number {
  if (typeof value === 'string') return 16 + value.length;
  if (value === null || typeof value !== 'object') return 8;
  if (levels === 0) return 100;
  if (Array.isArray(value)) {
    const { length } = value;
    const first = value[0];
    if (length === 0 || typeof first === 'number') return 16 + 8 * length;
    return 16 + (length / 2) * (roughSize(first, levels - 1) + roughSize(value[length - 1], levels - 1));
  }
  let size = 32;
  for (const name in value) size += 16 + roughSize((value as Record<string, unknown>)[name], levels - 1);
  return size;
}

// What one entry may hold; the rest of it is counted, not kept.

/** Characters of a request or response body, on either side of the emulator. */
export const LARGEST_BODY = 256 * 1024;
/** Characters of all frames of a stream, or of all chunks of an upstream's answer. */
export const LARGEST_STREAM = 512 * 1024;
export const MOST_FRAMES = 5000;
export const MOST_NOTES = 500;
/** Bytes of messages to models; whatever is noted after so many is counted only. */
const LARGEST_NOTES = 16 * 1024 * 1024;

/** A text of at most `length` characters which does not hold on to the one it was cut from. */
export const cut = (text: string, length: number): string =>
  text.length <= length ? text : Buffer.from(text.slice(0, length)).toString();

/** Clients send the same headers again and again: what is kept of them takes the memory, and the collector's time, of one. */
export function createHeadersStore(): (headers: IncomingHttpHeaders) => IncomingHttpHeaders {
  let newest: IncomingHttpHeaders = {};
  return (headers) => {
    if (!areSame(headers, newest)) newest = headers;
    return newest;
  };
}

function areSame(one: IncomingHttpHeaders, other: IncomingHttpHeaders): boolean {
  let names = 0;
  for (const name in one) {
    if (one[name] !== other[name]) return false;
    names += 1;
  }
  for (const _ in other) names -= 1;
  return names === 0;
}

/**
 * Stages with their milliseconds: authentication, and each note with a number `ms`, which reports a stage that is over, called
 * `stage` or else as its kind.
 */
export function stagesOf(authMs: number, notes: readonly KeptNote[] | undefined): [name: string, ms: number][] {
  const auth: [string, number] = ['auth', authMs];
  if (!notes) return [auth];
  const sums = new Map<string, number>([auth]);
  for (const { note } of notes) {
    if (!('ms' in note) || note.ms === undefined) continue;
    const stage = 'stage' in note ? note.stage : note.kind;
    sums.set(stage, (sums.get(stage) ?? 0) + note.ms);
  }
  return [...sums];
}
