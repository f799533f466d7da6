import { secretsAmong } from '../../upstream/transport/redaction.ts';
import type { Content } from '../entry.ts';
import type { UpstreamNote } from '../listen/notes.ts';
import { createRedactor, type Redactor } from './redactor.ts';

/** A redactor that knows every secret an entry came with or went upstream with. */
export function redactorOf({ headers, body, notes = [] }: Content): Redactor {
  const redactor = createRedactor();
  for (const credential of [headers['x-api-key'], headers.authorization].flat())
    if (credential) learnCredential(credential, redactor);
  redactor.json(body);
  for (const { note } of notes) {
    if (note.kind !== 'upstream') continue;
    const { url, request_headers } = note as UpstreamNote;
    redactor.address(url);
    redactor.headers(request_headers);
    for (const secret of secretsAmong(Object.entries(request_headers))) redactor.learn(secret);
  }
  return redactor;
}

function learnCredential(credential: string, redactor: Redactor): void {
  redactor.learn(credential);
  const basic = /^Basic\s+(\S+)/i.exec(credential)?.[1];
  const password = basic && Buffer.from(basic, 'base64').toString().split(':').slice(1).join(':');
  if (password) redactor.learn(password);
}
