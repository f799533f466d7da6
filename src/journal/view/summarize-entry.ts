import { isTraceparent } from '../../secrets/secret-names.ts';
import { digestOf, hasFailed } from '../digest.ts';
import { contentOf, durationOf, type Entry, isFinished } from '../entry.ts';
import { ignoredOf } from '../ignored.ts';
import type { JournalSummary } from '../journal-schema.ts';
import { createRedactor, type Redactor } from '../redaction/redactor.ts';
import { redactorOf } from '../redaction/redactor-of.ts';
import { ms } from './describe-body.ts';

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
