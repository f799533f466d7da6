import type { Scanner } from './scanner.ts';

/**
 * Line gobbling (reference §4.5): when the tag from `start` to here stands alone on its lines, moves behind the line
 * break and answers how much white space before the tag goes too. Otherwise undefined, and nothing moves.
 */
export function gobbleLine(scanner: Scanner, start: number): number | undefined {
  let lineStart = start;
  while (lineStart > 0 && ' \t'.includes(scanner.text.charAt(lineStart - 1))) lineStart -= 1;
  if (lineStart > 0 && scanner.text.charAt(lineStart - 1) !== '\n') return undefined;
  return scanner.match(/[ \t]*(?:\r?\n|$)/y) === undefined ? undefined : start - lineStart;
}
