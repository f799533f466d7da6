// ordinal → slot, in pages made on demand: four bytes an ordinal where ordinals are dense, nothing where there are none.

const PAGE_BITS = 12;
const PAGE_SIZE = 1 << PAGE_BITS;

export class OrdinalSlots {
  readonly #pages = new Map<number, Int32Array>();

  /** The slot, or -1. */
  get(ordinal: number): number {
    const page = this.#pages.get(ordinal >>> PAGE_BITS);
    return page === undefined ? -1 : page[ordinal & (PAGE_SIZE - 1)]! - 1;
  }

  set(ordinal: number, slot: number): void {
    let page = this.#pages.get(ordinal >>> PAGE_BITS);
    if (page === undefined) {
      page = new Int32Array(PAGE_SIZE);
      this.#pages.set(ordinal >>> PAGE_BITS, page);
    }
    page[ordinal & (PAGE_SIZE - 1)] = slot + 1;
  }

  clear(): void {
    this.#pages.clear();
  }
}
