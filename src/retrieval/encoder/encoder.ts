/** Turns text into a vector whose direction is its meaning. Two vectors of one encoder compare by their cosine. */
export interface Encoder {
  readonly name: string;
  readonly dimensions: number;
  /**
   * A fresh vector of `dimensions` int8 values, scaled so that its largest is ±127; all zeros when the text holds no
   * word. Only directions carry meaning: compare with `cosine` or a vector index. Never throws.
   */
  encode(text: string): Int8Array;
}
