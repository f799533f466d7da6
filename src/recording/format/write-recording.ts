import type { Recording } from './recording-schema.ts';

/** The text of a recording's file: the same recording always gives the same text. */
export function writeRecording({ version, recorded_at, request, response }: Recording): string {
  const { dialect, model, url, headers, body } = request;
  const { status, started_ms, chunks, chunk_times_ms } = response;
  const ordered = {
    version,
    recorded_at,
    request: { dialect, model, url, headers: byName(headers), body },
    response: { status, headers: byName(response.headers), started_ms, chunks, chunk_times_ms },
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

const byName = <T>(headers: Record<string, T> | undefined) =>
  headers && Object.fromEntries(Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1)));
