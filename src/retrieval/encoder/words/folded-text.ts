// Text made comparable: compatibility forms unified, accents dropped, lower case. ASCII text, the common case, is folded
// in one pass without making strings.

/** Longer text is cut: what follows adds little to a mean over thousands of words, and the cost stays bounded. */
export const LONGEST_TEXT = 32_768;

/**
 * Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs, and what is invisible within a word, such as soft
 * hyphens. Not the vowel signs of Indic scripts.
 */
const ACCENTS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u0652\u0670]|\u00ad|\u2060|\ufeff/g;

/** What a UTF-16 code unit is for the tokeniser. */
export const SEPARATOR = 0;
export const LETTER = 1;
/** Scripts written without spaces between words: their runs are cut into pairs of characters. */
export const DENSE_LETTER = 2;
export const APOSTROPHE = 3;

function classify(): Uint8Array {
  const classes = new Uint8Array(65_536);
  const everything = String.fromCharCode(...Array.from({ length: 0xd800 }, (_, i) => i));
  const upper = String.fromCharCode(...Array.from({ length: 0x2000 }, (_, i) => 0xe000 + i));
  for (const match of everything.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    classes.fill(LETTER, match.index, match.index + match[0].length);
  }
  for (const match of upper.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    classes.fill(LETTER, 0xe000 + match.index, 0xe000 + match.index + match[0].length);
  }
  for (const match of everything.matchAll(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu,
  )) {
    for (let unit = match.index; unit < match.index + match[0].length; unit++) {
      if (classes[unit] === LETTER) classes[unit] = DENSE_LETTER;
    }
  }
  classes.fill(DENSE_LETTER, 0xf900, 0xfb00); // compatibility ideographs that have no decomposition
  classes.fill(LETTER, 0xd800, 0xe000); // surrogates: rare letters and emoji, each a word or part of one
  classes[0x27] = APOSTROPHE;
  classes[0x2019] = APOSTROPHE;
  return classes;
}

/** A reusable fold: `read` fills `units[0 … length)` from a text. */
export class FoldedText {
  readonly units = new Uint16Array(LONGEST_TEXT);
  readonly classes = classify();
  length = 0;
  /** The text the units came from, unit by unit, before lower-casing. */
  cased = '';

  read(text: string): void {
    const cut = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text;
    const { units } = this;
    for (let i = 0; i < cut.length; i++) {
      const unit = cut.charCodeAt(i);
      if (unit >= 0x80) {
        this.#readUnicode(cut);
        return;
      }
      units[i] = unit >= 0x41 && unit <= 0x5a ? unit + 32 : unit;
    }
    this.cased = cut;
    this.length = cut.length;
  }

  #readUnicode(text: string): void {
    const plain = text.normalize('NFKD').replace(ACCENTS, '').normalize('NFC');
    const lower = plain.toLowerCase().replace(ACCENTS, '');
    const length = Math.min(lower.length, LONGEST_TEXT);
    for (let i = 0; i < length; i++) this.units[i] = lower.charCodeAt(i);
    this.cased = lower.length === plain.length ? plain : lower;
    this.length = length;
  }
}
