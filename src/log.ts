import { type Logger, pino } from 'pino';

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
  if (level === 'silent' || !process.stderr.isTTY)
    return pino(options, pino.destination({ dest: 2, sync: false, minLength: 4096, periodicFlush: 100 }));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: 2, sync: true, ignore: 'pid,hostname,reqId', singleLine: true }));
}
