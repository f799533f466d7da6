// The best k of a stream of (ordinal, score): higher score first, equal scores by lower ordinal. A binary heap with the
// worst kept entry on top.

export class TopK {
  readonly #limit: number;
  readonly #ordinals: number[] = [];
  readonly #scores: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Score that a further entry must reach to have a chance; -Infinity while there is room. */
  get threshold(): number {
    return this.#scores.length < this.#limit ? Number.NEGATIVE_INFINITY : this.#scores[0]!;
  }

  offer(ordinal: number, score: number): void {
    const size = this.#scores.length;
    if (size < this.#limit) {
      this.#ordinals.push(ordinal);
      this.#scores.push(score);
      this.#rise(size);
    } else if (size > 0 && this.#worse(0, ordinal, score)) {
      this.#ordinals[0] = ordinal;
      this.#scores[0] = score;
      this.#sink();
    }
  }

  /** Best first. The heap is left as it is. */
  take(): { ordinals: number[]; scores: number[] } {
    const order = this.#scores.map((_, index) => index);
    order.sort((a, b) => this.#scores[b]! - this.#scores[a]! || this.#ordinals[a]! - this.#ordinals[b]!);
    return { ordinals: order.map((i) => this.#ordinals[i]!), scores: order.map((i) => this.#scores[i]!) };
  }

  /** Whether the entry at `index` ranks below (ordinal, score). */
  #worse(index: number, ordinal: number, score: number): boolean {
    const own = this.#scores[index]!;
    return own < score || (own === score && this.#ordinals[index]! > ordinal);
  }

  #swap(a: number, b: number): void {
    [this.#ordinals[a], this.#ordinals[b]] = [this.#ordinals[b]!, this.#ordinals[a]!];
    [this.#scores[a], this.#scores[b]] = [this.#scores[b]!, this.#scores[a]!];
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!this.#worse(at, this.#ordinals[parent]!, this.#scores[parent]!)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(): void {
    for (let at = 0; ; ) {
      let worst = at;
      for (const child of [2 * at + 1, 2 * at + 2]) {
        if (child < this.#scores.length && this.#worse(child, this.#ordinals[worst]!, this.#scores[worst]!))
          worst = child;
      }
      if (worst === at) return;
      this.#swap(at, worst);
      at = worst;
    }
  }
}
