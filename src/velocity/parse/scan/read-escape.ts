import type { Scanner } from './scanner.ts';

/**
 * Reads a run of backslashes. Only before something live do they mean anything: two stand for one, and an odd one makes
 * what follows literal: `\$x` prints `$x`, `\\$x` prints a backslash and the value. Elsewhere they are ordinary text.
 */
export function readEscape(scanner: Scanner, live: (text: string, offset: number) => boolean): string {
  const run = scanner.match(/\\+/y)!;
  if (!live(scanner.text, scanner.at)) return run;
  const kept = '\\'.repeat(run.length >> 1);
  if (run.length % 2 === 0) return kept;
  scanner.at += 1;
  return kept + scanner.text.charAt(scanner.at - 1);
}
