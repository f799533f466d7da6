import type { Folding } from '../code-point-set.ts';

export interface Flags {
  readonly ignoreCase: boolean;
  readonly unicodeCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly comments: boolean;
}

const MAX_NESTING = 50;

/** The place in a pattern, the flags in force there, and the groups seen so far. */
export class PatternReader {
  readonly pattern: string;
  readonly fail: (reason: string) => never;
  readonly names = new Map<string, number>();
  groups = 0;
  /** The highest group a back reference asks for. */
  highestReference = 0;
  at = 0;
  flags: Flags = { ignoreCase: false, unicodeCase: false, dotAll: false, multiline: false, comments: false };
  #nesting = 0;

  constructor(pattern: string, fail: (reason: string) => never) {
    this.pattern = pattern;
    this.fail = fail;
  }

  get folding(): Folding {
    if (!this.flags.ignoreCase) return 'none';
    return this.flags.unicodeCase ? 'unicode' : 'ascii';
  }

  get ended() {
    return this.at >= this.pattern.length;
  }

  looksAt(text: string) {
    return this.pattern.startsWith(text, this.at);
  }

  take(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.at += text.length;
    return true;
  }

  /** What a sticky pattern matches here, and moves behind it. */
  match(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const matched = sticky.exec(this.pattern) ?? undefined;
    this.at += matched?.[0].length ?? 0;
    return matched;
  }

  codePoint(): number {
    const codePoint = this.pattern.codePointAt(this.at)!;
    this.at += codePoint > 0xffff ? 2 : 1;
    return codePoint;
  }

  /** Under `(?x)` white space and `#` comments do not count. */
  skipComments() {
    if (this.flags.comments) this.match(/(?:[ \t\n\v\f\r]+|#[^\n\r]*)*/y);
  }

  nested<T>(parse: () => T): T {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) this.fail(`its groups are nested deeper than ${MAX_NESTING} levels`);
    const parsed = parse();
    this.#nesting -= 1;
    return parsed;
  }
}
