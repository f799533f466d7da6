const FRAME = 4;
const MAX_FRAMES = 2_000_000;

/** Kinds of frames: ways not yet tried, and a register to set back on the way to them. */
export const RETRY = 0;
export const UNDO = 1;
export const SHORTER = 2;
export const LONGER = 3;

/** A stack of frames of three numbers each, kept outside of JavaScript's own stack. */
export class BacktrackStack {
  #numbers = new Int32Array(64 * FRAME);
  #top = 0;
  readonly #overflow: () => never;

  constructor(overflow: () => never) {
    this.#overflow = overflow;
  }

  get size() {
    return this.#top;
  }

  push(kind: number, a: number, b: number, c: number) {
    if (this.#top === this.#numbers.length) this.#grow();
    const numbers = this.#numbers;
    numbers[this.#top] = kind;
    numbers[this.#top + 1] = a;
    numbers[this.#top + 2] = b;
    numbers[this.#top + 3] = c;
    this.#top += FRAME;
  }

  /** Drops the last frame and answers its kind; `a`, `b` and `c` tell its numbers until the next push. */
  pop(): number {
    this.#top -= FRAME;
    return this.#numbers[this.#top]!;
  }

  get a() {
    return this.#numbers[this.#top + 1]!;
  }

  get b() {
    return this.#numbers[this.#top + 2]!;
  }

  get c() {
    return this.#numbers[this.#top + 3]!;
  }

  /** Forgets the ways above `size`, but not how to set the registers back. */
  commit(size: number) {
    let kept = size;
    for (let frame = size; frame < this.#top; frame += FRAME) {
      if (this.#numbers[frame] !== UNDO) continue;
      this.#numbers.copyWithin(kept, frame, frame + FRAME);
      kept += FRAME;
    }
    this.#top = kept;
  }

  clear() {
    this.#top = 0;
  }

  #grow() {
    if (this.#top >= MAX_FRAMES * FRAME) this.#overflow();
    const larger = new Int32Array(this.#numbers.length * 2);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}
