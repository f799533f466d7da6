import { type Position, TemplateError } from './meter.ts';

// The lexical level. Velocity has no token stream of its own: what `.` or `[` means depends on where it stands, so the
// parsers read characters, and the scanner keeps the place.

const MAX_NESTING = 100;

export class Scanner {
  readonly text: string;
  at = 0;
  #lineStarts = [0];
  #nesting = 0;

  constructor(text: string) {
    this.text = text;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) this.#lineStarts.push(end + 1);
  }

  get ended() {
    return this.at >= this.text.length;
  }

  looksAt(text: string) {
    return this.text.startsWith(text, this.at);
  }

  take(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.at += text.length;
    return true;
  }

  expect(text: string, purpose: string) {
    if (!this.take(text)) this.fail(`expected '${text}' ${purpose}, found ${this.found()}`);
  }

  /** What a sticky pattern matches here, and moves behind it. */
  match(sticky: RegExp): string | undefined {
    sticky.lastIndex = this.at;
    const matched = sticky.exec(this.text)?.[0];
    this.at += matched?.length ?? 0;
    return matched;
  }

  name() {
    return this.match(/[A-Za-z][A-Za-z0-9_]*/y);
  }

  space() {
    this.match(/\s+/y);
  }

  found(): string {
    if (this.ended) return 'the end of the template';
    const word = /[A-Za-z0-9_]{1,20}|./suy;
    word.lastIndex = this.at;
    const found = word.exec(this.text)?.[0] ?? '';
    return found === '\n' || found === '\r' ? 'the end of the line' : `'${found}'`;
  }

  position(offset = this.at): Position {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#lineStarts[low]! + 1 };
  }

  fail(reason: string, offset = this.at): never {
    throw new TemplateError(reason, this.position(offset));
  }

  nested<T>(parse: () => T): T {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) this.fail(`nested too deeply: the limit is ${MAX_NESTING} levels`);
    const parsed = parse();
    this.#nesting -= 1;
    return parsed;
  }
}

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

/**
 * Line gobbling (docs/behaviour/prompts.md, Velocity): when the tag from `start` to here stands alone on its lines,
 * moves behind the line break and answers how much white space before the tag goes too. Otherwise undefined, and
 * nothing moves.
 */
export function gobbleLine(scanner: Scanner, start: number): number | undefined {
  let lineStart = start;
  while (lineStart > 0 && ' \t'.includes(scanner.text.charAt(lineStart - 1))) lineStart -= 1;
  if (lineStart > 0 && scanner.text.charAt(lineStart - 1) !== '\n') return undefined;
  return scanner.match(/[ \t]*(?:\r?\n|$)/y) === undefined ? undefined : start - lineStart;
}
