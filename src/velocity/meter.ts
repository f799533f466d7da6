import type { RegexBudget } from '../basics/regular-expressions.ts';

/** A place in a template: both counted from 1, columns in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * The only error a template can cause, while it is parsed or rendered: bad syntax, a refused feature, or a spent budget.
 * `reason` says what was found and what was expected; `message` adds the place.
 */
export class TemplateError extends Error {
  readonly reason: string;
  readonly line: number;
  readonly column: number;

  constructor(reason: string, at: Position) {
    super(`${reason} (line ${at.line}, column ${at.column})`);
    this.name = 'TemplateError';
    this.reason = reason;
    this.line = at.line;
    this.column = at.column;
  }
}

// What one rendering may spend. Templates arrive in requests, so every loop and every growth is paid for here.

export interface Limits {
  /** Characters of the finished text (docs/behaviour/prompts.md, Velocity). */
  readonly outputLength: number;
  /** Rounds of all loops together (docs/behaviour/prompts.md, Velocity). */
  readonly loopRounds: number;
  /** Evaluation steps; handling 16 characters of text costs one. */
  readonly steps: number;
  /** Characters of any text made on the way. */
  readonly textLength: number;
  /** Numbers in one range. */
  readonly rangeSize: number;
  /** Blocks, macro calls, expressions and printed values inside each other. */
  readonly depth: number;
  /** Instructions of regular expressions times characters they see, over all calls. */
  readonly regexSteps: number;
  /** Milliseconds of matching, for the few expressions whose work the steps do not foresee. */
  readonly regexTime: number;
}

export const defaultLimits: Limits = {
  outputLength: 2_000_000,
  loopRounds: 10_000,
  steps: 1_000_000,
  textLength: 2_000_000,
  rangeSize: 10_000,
  depth: 250,
  regexSteps: 10_000_000,
  regexTime: 250,
};

const REGEX_WORK = 'regular expressions need too much work; match shorter texts or simpler patterns';

export class Meter {
  readonly limits: Limits;
  /** Where rendering is; the place any error is reported at. */
  at: Position = { line: 1, column: 1 };
  #steps = 0;
  #loopRounds = 0;
  #regexSteps = 0;
  #regexTime = 0;
  #depth = 0;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  fail(reason: string): never {
    throw new TemplateError(reason, this.at);
  }

  step(cost = 1) {
    this.#steps += cost;
    if (this.#steps > this.limits.steps) this.#exceeded('the template needs too much work', 'steps');
  }

  /** Pays for reading or making a text of `length` characters, and refuses one that is too long. */
  text(length: number) {
    this.textFits(length);
    this.step(length / 16);
  }

  textFits(length: number) {
    if (length > this.limits.textLength) this.#exceeded('a text grows too long', 'textLength');
  }

  loopRound() {
    this.#loopRounds += 1;
    if (this.#loopRounds > this.limits.loopRounds) this.#exceeded('the loops run too often', 'loopRounds');
  }

  range(size: number) {
    if (size > this.limits.rangeSize) this.#exceeded(`a range of ${size} numbers is too large`, 'rangeSize');
    this.step(size);
  }

  output(length: number) {
    if (length > this.limits.outputLength) this.#exceeded('the rendered text is too long', 'outputLength');
  }

  readonly regexes: RegexBudget = {
    spend: (units) => {
      this.#regexSteps += units;
      if (this.#regexSteps > this.limits.regexSteps) this.#exceeded(REGEX_WORK, 'regexSteps');
    },
    took: (milliseconds) => {
      this.#regexTime += milliseconds;
      if (this.#regexTime > this.limits.regexTime) this.#exceeded(REGEX_WORK, 'regexTime');
    },
  };

  /** No `finally`: an error ends the rendering, and the meter with it. */
  nested<T>(work: () => T): T {
    this.#depth += 1;
    if (this.#depth > this.limits.depth) this.#exceeded('the template nests or recurses too deeply', 'depth');
    const result = work();
    this.#depth -= 1;
    return result;
  }

  #exceeded(what: string, limit: keyof Limits): never {
    this.fail(`${what}: the limit is ${this.limits[limit]} (${limit})`);
  }
}
