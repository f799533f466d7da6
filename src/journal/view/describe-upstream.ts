import type { UpstreamNote } from '../listen/notes.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { describeText, ms } from './describe-body.ts';

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
    ...(status !== undefined && { response: describeResponse(note, redactor) }),
    ...(error !== undefined && { error: redactor.hide(error) }),
    ...(note.total_ms !== undefined && { total_ms: ms(note.total_ms) }),
  };
}

function describeResponse(note: UpstreamNote, redactor: Redactor) {
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
