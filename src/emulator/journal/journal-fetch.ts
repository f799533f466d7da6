import type { CurrentCall } from '../../calls/call.ts';
import { Provenance } from '../../calls/provenance.ts';
import type { UpstreamFetch, UpstreamRequest } from '../../upstream/network/upstream-fetch.ts';
import type { UpstreamNote } from './notes.ts';
import { cut, LARGEST_BODY, LARGEST_STREAM, MOST_FRAMES } from './record-call.ts';

/** A fetch that notes what is sent and what comes back, where a call listens. To be wrapped around all other wrappers. */
export function journalFetch(fetch: UpstreamFetch, currentCall: CurrentCall): UpstreamFetch {
  return async (request) => {
    const listen = currentCall.get()?.note;
    if (!listen) return fetch(request);
    const provenance = request.provenance ?? new Provenance(request.model);
    const note = newNote(request, provenance);
    const started = performance.now();
    listen(note);
    try {
      const response = await fetch({ ...request, provenance });
      note.status = response.status;
      note.response_headers = response.headers;
      note.headers_ms = performance.now() - started;
      const { body } = response;
      return {
        ...response,
        body: { [Symbol.asyncIterator]: () => watch(body[Symbol.asyncIterator](), note, started) },
      };
    } catch (error) {
      fail(note, started, error);
      throw error;
    }
  };
}

function newNote(
  { dialect, model, method, url, headers, body }: UpstreamRequest,
  provenance: Provenance,
): UpstreamNote {
  return {
    kind: 'upstream',
    provenance,
    dialect,
    model,
    method,
    url,
    request_headers: headers,
    request_body: dialect === 'oauth-token' ? '' : cut(body, LARGEST_BODY),
    chunks: [],
    bytes: 0,
    chunks_omitted: 0,
  };
}

function fail(note: UpstreamNote, started: number, error: unknown): void {
  const { message, code } = (error ?? {}) as { message?: string; code?: string };
  note.error = message || code || String(error);
  note.total_ms = performance.now() - started;
}

/** Without a generator of its own, which would cost as much again for each chunk. */
function watch(body: AsyncIterator<Uint8Array>, note: UpstreamNote, started: number): AsyncIterator<Uint8Array> {
  const see = (result: IteratorResult<Uint8Array>) => {
    if (result.done) note.total_ms = performance.now() - started;
    else take(result.value, note, performance.now() - started);
    return result;
  };
  return {
    next: () =>
      body.next().then(see, (error) => {
        fail(note, started, error);
        throw error;
      }),
    return: async (value) => {
      note.total_ms ??= performance.now() - started;
      return (await body.return?.(value)) ?? { done: true, value };
    },
  };
}

/** As text, since a chunk may be a small piece of a large buffer, which it would keep in memory. */
function take(chunk: Uint8Array, note: UpstreamNote, at: number): void {
  const isKept = note.chunks.length < MOST_FRAMES && note.bytes + chunk.length <= LARGEST_STREAM;
  note.bytes += chunk.length;
  // What a token endpoint answers is a secret.
  if (note.dialect === 'oauth-token') return;
  if (isKept)
    note.chunks.push({ at, bytes: Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1') });
  else note.chunks_omitted += 1;
}
