/** An entry in full: everything that is kept of it, with secrets masked. */
import { type Content, contentOf, type Entry } from '../entry.ts';
import type { JournalEntry } from '../journal-schema.ts';
import { readText } from '../keeping/text-store.ts';
import type { UpstreamNote } from '../listen/notes.ts';
import type { Redactor } from '../redaction/redactor.ts';
import { redactorOf } from '../redaction/redactor-of.ts';
import { stagesOf } from '../stages.ts';
import { describeText, ms } from './describe-body.ts';
import { describeStream } from './describe-stream.ts';
import { describeUpstream } from './describe-upstream.ts';
import { expandNote } from './expand-note.ts';
import { summarizeEntry } from './summarize-entry.ts';

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
