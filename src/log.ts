import { type DestinationStream, type Logger, pino } from 'pino';
import { whyUnusable } from './basics/file-system.ts';

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

export interface Log {
  logger: Logger;
  /** Why lines are lost, if they are; the emulator goes on without them. */
  problem(): string | undefined;
}

/**
 * Logs to standard error: lines to read on a terminal, JSON elsewhere, written beside the requests, not within them.
 * With a file, JSON lines are added to that instead.
 */
export async function createLog(level: string, file?: string): Promise<Log> {
  const options = { level, redact: SECRETS };
  let problem: string | undefined;
  const watched = <Stream extends Failing>(stream: Stream): Stream => {
    stream.on('error', (error) => {
      problem = `The log cannot be written, and its lines are lost: ${whyUnusable(error)}.`;
      // What waits would be tried again and again, and the end would wait for it.
      stream.destroy();
    });
    return stream;
  };
  const log = (destination: DestinationStream): Log => ({ logger: pino(options, destination), problem: () => problem });
  if (file !== undefined) {
    return log(watched(pino.destination({ dest: file, append: true, sync: true, mode: 0o600 })));
  }
  if (level === 'silent' || !process.stderr.isTTY) return log(collectedLines(watched, () => problem !== undefined));
  const { default: pretty } = await import('pino-pretty');
  return log(pretty({ destination: 2, sync: true, ignore: 'pid,hostname,reqId', singleLine: true }));
}

interface Failing {
  on(event: 'error', listener: (error: Error) => void): unknown;
  destroy(): void;
}

/** Standard error, many lines at a time. As bytes: collecting them as text copies all of it for each line. */
function collectedLines(
  watched: <Stream extends Failing>(stream: Stream) => Stream,
  isBroken: () => boolean,
): DestinationStream {
  const out = watched(
    pino.destination({ dest: 2, sync: false, minLength: 12_288, periodicFlush: 100, contentMode: 'buffer' }),
  );
  // Its types know text only.
  return { write: (line) => void (isBroken() || out.write(Buffer.from(line) as unknown as string)) };
}
