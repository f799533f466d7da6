import { type DestinationStream, type Logger, pino } from 'pino';

/** Headers and bodies are never logged; these paths are a second lock on the door. */
const SECRETS = [
  'headers',
  'busboyOptions.headers',
  'req.headers',
  'request.headers',
  'err.request.headers',
  'auth',
  '*.auth',
  '*.authorization',
];

/**
 * Logs to standard error: lines to read on a terminal, JSON elsewhere, written beside the requests, not within them.
 * With a file, JSON lines are added to that instead.
 */
export async function createLog(level: string, file?: string): Promise<Logger> {
  const options = { level, redact: SECRETS };
  if (file !== undefined) return pino(options, pino.destination({ dest: file, append: true, sync: true, mode: 0o600 }));
  if (level === 'silent' || !process.stderr.isTTY) return pino(options, collectedLines());
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: 2, sync: true, ignore: 'pid,hostname,reqId', singleLine: true }));
}

/** Standard error, many lines at a time. As bytes: collecting them as text copies all of it for each line. */
function collectedLines(): DestinationStream {
  const out = pino.destination({ dest: 2, sync: false, minLength: 12_288, periodicFlush: 100, contentMode: 'buffer' });
  // Its types know text only.
  return { write: (line) => void out.write(Buffer.from(line) as unknown as string) };
}
