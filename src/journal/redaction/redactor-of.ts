import { secretsOfHeader, secretsOfRequest } from '../../secrets/request-secrets.ts';
import type { Content } from '../entry.ts';
import type { UpstreamNote } from '../listen/notes.ts';
import { createRedactor, type Redactor } from './redactor.ts';

/** A redactor that knows every secret an entry came with or went upstream with. */
export function redactorOf({ headers, body, notes = [] }: Content): Redactor {
  const redactor = createRedactor();
  for (const credential of [headers['x-api-key'], headers.authorization].flat())
    if (credential) for (const secret of secretsOfHeader(credential)) redactor.learn(secret);
  redactor.json(body);
  for (const { note } of notes) {
    if (note.kind !== 'upstream') continue;
    const { url, request_headers } = note as UpstreamNote;
    redactor.address(url);
    for (const secret of secretsOfRequest({ headers: request_headers, url })) redactor.learn(secret);
  }
  return redactor;
}
