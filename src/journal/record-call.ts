/** Takes down one call while it is served: references only, which stay what they are until somebody reads them. */
import type { ServerResponse } from 'node:http';
import type { Call } from '../calls/call.ts';
import type { CallRecord } from '../http/watching.ts';
import { digest } from './digest.ts';
import type { Content, Entry, LiveCall } from './entry.ts';
import { ignoredIn } from './ignored.ts';
import { excerptOf, roughSize } from './keeping/excerpt.ts';
import { cut, LARGEST_BODY, LARGEST_STREAM, MOST_FRAMES, MOST_NOTES } from './keeping/limits.ts';
import type { createHeadersStore } from './keeping/same-headers.ts';
import { storedBytes, type TextStore } from './keeping/text-store.ts';
import { stagesOf } from './stages.ts';

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
  call.note = (note) => {
    live.notes ??= [];
    if (live.notes.length < MOST_NOTES) live.notes.push({ at: performance.now() - entry.origin, note });
    else live.notesOmitted += 1;
  };
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
  const { uploadedFile, body } = source;
  // A body of unknown length came in chunks.
  const isLarge = entry.requestBytes > LARGEST_BODY || 'transfer-encoding' in headers;
  if (isLarge) entry.ignored = ignoredIn(entry, body);
  const content: Content = {
    headers: stores.headers(headers),
    body: isLarge ? excerptOf(body) : body,
    file: uploadedFile && { bytes: uploadedFile.bytes.length, contentType: uploadedFile.contentType },
    stream,
    notes,
    notesOmitted,
  };
  entry.digest = digest(entry, content);
  entry.content = content;
  entry.size += entry.url.length + storedBytes(entry.payload) + (stream?.characters ?? 0);
  entry.size += isLarge ? roughSize(content.body) : PARSED_JSON * entry.requestBytes;
  if (notes) for (const { note } of notes) entry.size += roughSize(note);
}
